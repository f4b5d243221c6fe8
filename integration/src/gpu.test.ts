import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, chromium, type Page as Tab } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { GpuEngine } from '@gemmule/backend-gpu';
import type { GpuPage } from '../app/gpu/page.ts';
import type { Smoke } from '../app/gpu/smoke.ts';
import { chromiumOptions, softwareGpu, softwareVulkan } from '../../scripts/chromium.mjs';
import { bundleForNode, bundleWithEsbuild, bundleWithVite, serveWithVite } from './bundles.ts';
import { serve } from './serve.ts';

/** All that a page has to allow. */
const policy = "default-src 'none'; script-src 'self'";

const folder = join(inject('consumer'), 'gpu');

describe('in pages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions(softwareGpu));
  });
  afterAll(() => browser?.close());

  /** Opens the page under the policy, and closes all of it when `action` is done. */
  async function visit(bundle: string, action: (tab: Tab) => Promise<void>): Promise<void> {
    const site = await serve(bundle, { 'Content-Security-Policy': policy });
    try {
      await open(site.address, action);
    } finally {
      await site.close();
    }
  }

  async function open(address: string, action: (tab: Tab) => Promise<void>): Promise<void> {
    const tab = await browser.newPage();
    try {
      await tab.goto(address);
      await tab.waitForFunction(() => 'gemmule' in globalThis);
      await action(tab);
    } finally {
      await tab.close();
    }
  }

  const smokeIn = (tab: Tab, engine: GpuEngine): Promise<Smoke> =>
    tab.evaluate((engine) => (globalThis as unknown as GpuPage).gemmule.smoke(engine), engine);

  const outcomeIn = (tab: Tab, engine?: GpuEngine): Promise<string> =>
    tab.evaluate((engine) => (globalThis as unknown as GpuPage).gemmule.outcome(engine), engine);

  test("Vite's development server serves it", async () => {
    const server = await serveWithVite(folder, {});
    try {
      await open(server.resolvedUrls!.local[0]!, async (tab) => {
        expect(await outcomeIn(tab, 'webgl2')).toBe('webgl2');
        expect(await outcomeIn(tab, 'webgpu')).toBe('webgpu');
      });
    } finally {
      await server.close();
    }
  });

  describe.each([
    ['esbuild', () => bundleWithEsbuild(folder, 'page')],
    ['Vite', () => bundleWithVite(folder)],
  ])('a minified bundle of %s, under a strict policy', (_name, bundle) => {
    let bundled: string;
    beforeAll(async () => {
      bundled = await bundle();
    });

    test.each(['webgl2', 'webgpu'] as const)('passes one case of every kernel with %s', async (engine) => {
      await visit(bundled, async (tab) => checkSmoke(await smokeIn(tab, engine)));
    });

    test('takes WebGPU by itself, and gpu.js-cpu only where the policy allows code from strings', async () => {
      await visit(bundled, async (tab) => {
        expect(await outcomeIn(tab)).toBe('webgpu');
        expect(await outcomeIn(tab, 'gpu.js-cpu')).toMatch(
          /^BackendError: gpu: this host cannot run gpu.js-cpu: .*unsafe-eval/,
        );
      });
    });
  });
});

describe('in Node.js', () => {
  const programs: Record<string, () => Promise<string> | string> = {
    'the packed packages': () => join(folder, 'node.ts'),
    'a minified bundle of esbuild': () => bundleForNode(folder, 'node'),
  };

  describe.each(Object.entries(programs))('%s', (_name, program) => {
    test.each(['webgpu', 'gpu.js-cpu'])('pass one case of every kernel with %s', async (engine) => {
      const env = { ...process.env, ...softwareVulkan() };
      const options = { cwd: folder, env, timeout: 50_000, encoding: 'utf8' } as const;
      checkSmoke(JSON.parse(execFileSync(process.execPath, [await program(), engine], options)));
    });
  });
});

function checkSmoke({ passed, failed }: Smoke): void {
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThanOrEqual(15); // as many as there are required kernels
}
