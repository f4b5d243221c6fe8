/** Writes the pictures of the README, `docs/playground/`. `pnpm run screenshots` */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { chromiumOptions, softwareGpu } from '../../../scripts/chromium.mjs';
import { pointAt } from './matrices.ts';
import { setup } from './setup.ts';

const folder = fileURLToPath(new URL('../../../docs/playground/', import.meta.url));

/** How each room is set, and what is done in it before the picture is taken. */
const scenes: Record<string, { readonly hash: string; readonly act: (page: Page) => Promise<void> }> = {
  arithmetic: {
    hash: '#/arithmetic?input=6,8&stride=2&at=5',
    act: async (page) => {
      await page.getByText('6 of 12').waitFor();
    },
  },
  im2col: {
    hash: '#/im2col?numbers=counted&out=2',
    act: async (page) => {
      await page.getByRole('application', { name: /^Columns/ }).waitFor();
      await pointAt(page, /^Columns/, [5, 3]);
    },
  },
  train: {
    hash: '#/train?epochs=2',
    act: async (page) => {
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByTestId('full-accuracy').waitFor({ timeout: 60_000 });
    },
  },
  backends: {
    hash: '#/backends?engine=broken&tries=0.01',
    act: async (page) => {
      await page.getByTestId('engine-webgl2').getByText('yes').waitFor({ timeout: 40_000 });
      await page.getByRole('button', { name: 'Run the suite' }).click();
      await page.getByText(/on cpu typescript, broken on purpose/).waitFor({ timeout: 60_000 });
      await page.getByLabel('Failed').selectOption('conv2d: asymmetric padding');
      await page.getByRole('heading', { level: 1 }).click();
    },
  },
};

mkdirSync(folder, { recursive: true });
let address = '';
const stop = await setup({
  provide: (key, value) => {
    if (key === 'playground') address = value;
  },
});
const browser = await chromium.launch(chromiumOptions(softwareGpu));
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [room, { hash, act }] of Object.entries(scenes)) {
      const page = await browser.newPage({
        viewport: { width: 1280, height: 880 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      await page.goto(`${address}${hash}`);
      await act(page);
      await page.waitForTimeout(500);
      await page.screenshot({ path: `${folder}${room}-${colorScheme}.png` });
      await page.close();
      console.log(`docs/playground/${room}-${colorScheme}.png`);
    }
  }
} finally {
  await browser.close();
  await stop();
}
