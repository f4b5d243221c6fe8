import { convRule } from '@gemmule/core';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { applied, presets } from '../src/convolution/presets.ts';
import { writeSettings } from '../src/convolution/link.ts';
import { type ConvSettings, defaultSettings } from '../src/convolution/settings.ts';
import { numbersIn, pointAt, slide } from './matrices.ts';
import { expectText, useBrowser } from './visit.ts';

const visit = useBrowser();

describe('the numbers that are shown', () => {
  const drawn = presets
    .map((preset) => ({ preset, settings: applied(preset, defaultSettings) }))
    .filter(({ settings }) => settings.inChannels === 1 && Math.max(...settings.input) < 15);

  let page: Page;
  beforeAll(async () => {
    ({ page } = await visit('#/arithmetic?seed=2'));
    await page.getByRole('application', { name: /^Output/ }).waitFor();
  });

  it.each(drawn)('$preset.title: the output is the kernel slid over the input', async ({ preset, settings }) => {
    await page.getByLabel('Preset').selectOption(preset.title);
    const stride = settings.transposed ? ([1, 1] as const) : settings.stride;
    await expect
      .poll(async () => {
        const [field, kernel] = [await numbersIn(page, /^Input/), await numbersIn(page, /^Kernel/)];
        const slid = slide(field, kernel, stride, settings.dilation);
        const isNew = new URL(page.url()).hash === hashOf({ ...settings, seed: 2 });
        return isNew && JSON.stringify(slid) === JSON.stringify(await numbersIn(page, /^Output/));
      })
      .toBe(true);
  });

  it('an output is the sum of products beside it', async () => {
    const { page } = await visit('#/arithmetic');
    await page.getByRole('application', { name: /^Output/ }).waitFor();
    const output = await numbersIn(page, /^Output/);
    await pointAt(page, /^Output/, [1, 2]);
    await expectText(page, 'output-value', new RegExp(`^${output[1]![2]}$`.replace('-', '−')));
    expect(await page.getByTestId('sum').textContent()).toBe(await page.getByTestId('output-value').textContent());
  });

  it("an input's gradient is the sum of the weights it meets", async () => {
    const { page } = await visit('#/arithmetic');
    await page.getByRole('application', { name: /^Output/ }).waitFor();
    const kernel = await numbersIn(page, /^Kernel/);
    // The cell in the middle of the input is seen by the middle tap of one window only, with stride 2 and padding 1.
    await pointAt(page, /^Input/, [3, 3]);
    await expectText(page, 'gradient', `${kernel[1]![1]}`);
    // The one beside it by two: the last tap of a row in one window, and the first in the next.
    await pointAt(page, /^Input/, [3, 4]);
    await expectText(page, 'gradient', `${kernel[1]![0]! + kernel[1]![2]!}`.replace('-', '−'));
    // Padding has none.
    await pointAt(page, /^Input/, [0, 0]);
    await expect.poll(() => page.getByText('so it has no gradient').count()).toBe(1);
  });
});

it("settings that do not fit are refused in the engine's words, and can be undone", async () => {
  const { page } = await visit('#/arithmetic');
  await page.getByRole('application', { name: /^Output/ }).waitFor();
  await page.getByLabel('Kernel height').fill('9');
  const sentence = messageOf(() => convRule('conv2d', [1, 1, 5, 5], [1, 1, 9, 3], { stride: 2, padding: 1 }));
  await expect.poll(() => page.getByRole('alert').first().textContent()).toBe(`ShapeError ${sentence}`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.getByRole('alert').first().textContent()).toBe('');
  expect(await page.getByLabel('Kernel height').inputValue()).toBe('3');
  await page.keyboard.press('Control+Shift+Z');
  await expect.poll(() => page.getByRole('alert').first().textContent()).toContain(sentence);
});

it.each(['webgpu', 'webgl2', 'typescript', 'wasm-simd'])('%s computes the same', async (engine) => {
  const { page, faults } = await visit(`#/arithmetic?engine=${engine}`);
  await page.getByText(new RegExp(`^[cg]pu ${engine}`)).waitFor();
  expect(await numbersIn(page, /^Output/)).toEqual(
    slide(await numbersIn(page, /^Input/), await numbersIn(page, /^Kernel/), [2, 2]),
  );
  expect(faults).toEqual([]);
});

describe('in a browser without a GPU', () => {
  const visitWithout = useBrowser(['--disable-gpu', '--disable-software-rasterizer']);

  it('an engine that is not there says why, and the others go on', async () => {
    const { page } = await visitWithout('#/arithmetic?engine=webgpu');
    await expect.poll(() => page.getByRole('alert').first().textContent()).toMatch(/^BackendError gpu: .*webgpu/);
    await page.getByLabel('Engine').selectOption('typescript');
    await page.getByText('cpu typescript').waitFor();
    expect(await page.getByRole('alert').first().textContent()).toBe('');
  });
});

it('a link brings back the picture, and where one was in it', async () => {
  const { page } = await visit('#/arithmetic');
  await page.getByRole('application', { name: /^Output/ }).waitFor();
  await page.getByLabel('Stride width').fill('1');
  await page.getByLabel('Seed').fill('7');
  await expect.poll(() => page.getByText('1 of 15').count()).toBe(1);
  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Next window' }).click();
  await page.getByRole('button', { name: 'Previous window' }).click();
  const value = await page.getByTestId('output-value').textContent();
  await expect.poll(() => new URL(page.url()).hash).toBe('#/arithmetic?stride=2,1&seed=7&at=2');
  const again = await visit(new URL(page.url()).hash);
  await again.page.getByText('3 of 15').waitFor();
  expect(await again.page.getByTestId('output-value').textContent()).toBe(value);
});

it('plays, and can be scrubbed', async () => {
  const { page } = await visit('#/arithmetic');
  await page.getByRole('button', { name: 'Play' }).click();
  await page.getByText('3 of 9').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByLabel('Window', { exact: true }).fill('8');
  await page.getByText('9 of 9').waitFor();
  const output = await numbersIn(page, /^Output/);
  await expectText(page, 'output-value', `${output[2]![2]}`.replace('-', '−'));
});

it('is copied as code', async () => {
  const { page } = await visit('#/arithmetic', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    'nn.conv2d({ in: 1, out: 1, kernel: 3, stride: 2, padding: 1, bias: false })',
  );
  await page.getByText('PyTorch').click();
  await page.getByText('nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1, bias=False)').waitFor();
  await page.getByText('ONNX attributes').click();
  await page.getByText('pads = [1, 1, 1, 1]').waitFor();
});

it('can be used by the keyboard alone', async () => {
  const { page } = await visit('#/arithmetic');
  await page.getByRole('application', { name: /^Output/ }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // skips to the room
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  const tabTo = async (name: string) => {
    for (let i = 0; i < 60 && !(await focused()).startsWith(name); i++) await page.keyboard.press('Tab');
    expect(await focused()).toContain(name);
  };
  await tabTo('Stride width');
  await page.keyboard.press('ArrowDown');
  await page.getByText('1 of 15').waitFor();
  await tabTo('Output');
  await page.keyboard.press('ArrowRight'); // shows the cursor
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('7 of 15').waitFor();
  const output = await numbersIn(page, /^Output/);
  expect(
    await page
      .getByRole('application', { name: /^Output/ })
      .getByRole('status')
      .textContent(),
  ).toBe(`row 1, column 1: ${output[1]![1]}`);
});

function hashOf(settings: ConvSettings): string {
  return `#/arithmetic?${writeSettings(settings).toString().replaceAll('%2C', ',')}`;
}

function messageOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
