import { type Browser, chromium, type Page as Tab } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { CpuOptions } from '@gemmule/backend-cpu';
import type { Page } from '../app/page.ts';
import { chromiumOptions } from '../../scripts/chromium.mjs';
import { bundleWithEsbuild, bundleWithVite, serveWithVite } from './bundles.ts';
import { serve, type Site } from './serve.ts';

/** What a page needs for its threads to share memory. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Content security policies that allow nothing but what they name. The strict one is all that the package needs. */
const policies = {
  strict: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:",
  'strict, with files':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'",
  'without WASM': "default-src 'none'; script-src 'self'; worker-src blob:",
  'without blob: workers': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
};

type Policy = keyof typeof policies;

const right = { count: 128 * 128 + 2 * 32 * 24 * 24, difference: expect.closeTo(0, 5) };

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});
afterAll(() => browser?.close());

/** A page as the tests see it. */
interface Visit {
  readonly site: Site;
  readonly compare: (options: CpuOptions, withFiles?: 'with files') => Promise<unknown>;
  readonly outcome: (options: CpuOptions, withFiles?: 'with files') => Promise<unknown>;
}

/** Opens the page under a policy, and closes all of it when `action` is done. */
async function visit(folder: string, policy: Policy, action: (page: Visit) => Promise<void>): Promise<void> {
  const site = await serve(folder, { ...isolation, 'Content-Security-Policy': policies[policy] });
  try {
    await open(site.address, (page) => action({ ...page, site }));
  } finally {
    await site.close();
  }
}

async function open(address: string, action: (page: Omit<Visit, 'site'>) => Promise<void>): Promise<void> {
  const tab = await browser.newPage();
  try {
    tab.setDefaultTimeout(15_000);
    await tab.goto(address);
    await tab.waitForFunction(() => 'gemmule' in globalThis);
    expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
    await action({
      compare: (options, withFiles) => call(tab, 'compare', options, withFiles),
      outcome: (options, withFiles) => call(tab, 'outcome', options, withFiles),
    });
  } finally {
    await tab.close();
  }
}

/** Has the page run one of its functions. */
function call(tab: Tab, name: 'compare' | 'outcome', options: CpuOptions, withFiles = ''): Promise<unknown> {
  const run = ([name, options, withFiles]: readonly ['compare' | 'outcome', CpuOptions, string]): Promise<unknown> => {
    const { gemmule } = globalThis as unknown as Page;
    return gemmule[name](withFiles === '' ? options : { ...options, modules: gemmule.files });
  };
  return tab.evaluate(run, [name, options, withFiles] as const);
}

test("Vite's development server serves it", async () => {
  const server = await serveWithVite(inject('consumer'), isolation);
  try {
    await open(server.resolvedUrls!.local[0]!, async ({ compare }) => {
      expect(await compare({ threads: 2 })).toEqual({ engine: 'wasm-relaxed-simd x2', ...right });
      expect(await compare({ threads: 2 }, 'with files')).toEqual({ engine: 'wasm-relaxed-simd x2', ...right });
    });
  } finally {
    await server.close();
  }
});

describe.each([
  ['esbuild', bundleWithEsbuild],
  ['Vite', bundleWithVite],
])('a minified page of %s', (_name, bundle) => {
  let folder: string;
  beforeAll(async () => {
    folder = await bundle(inject('consumer'));
  });

  test('computes what TypeScript does, under a strict policy and with threads', async () => {
    await visit(folder, 'strict', async ({ compare, outcome, site }) => {
      expect(await outcome({})).toMatch(/^wasm-relaxed-simd x\d+$/);
      // A page loads the module that it runs, and no other.
      expect(site.requests.filter((path) => path.includes('simd'))).toEqual([expect.stringMatching('relaxed-simd')]);
      expect(await compare({ threads: 2 })).toEqual({ engine: 'wasm-relaxed-simd x2', ...right });
      expect(await compare({ engine: 'wasm-simd', threads: 2 })).toEqual({ engine: 'wasm-simd x2', ...right });
    });
  });

  test('fetches the modules as files', async () => {
    await visit(folder, 'strict, with files', async ({ compare, site }) => {
      expect(await compare({ threads: 2 }, 'with files')).toEqual({ engine: 'wasm-relaxed-simd x2', ...right });
      const loaded = site.requests.filter((path) => path.includes('simd'));
      expect(loaded).toEqual([expect.stringMatching(/relaxed-simd.*\.wasm$/)]);
      const simd = { engine: 'wasm-simd', threads: 2 } as const;
      expect(await compare(simd, 'with files')).toEqual({ engine: 'wasm-simd x2', ...right });
    });
    await visit(folder, 'strict', async ({ outcome }) => {
      expect(await outcome({}, 'with files')).toMatch(
        /^BackendError: cpu: modules\['wasm-relaxed-simd'\] \(.*\.wasm\): cannot be read: Failed to fetch/,
      );
    });
  });

  test('computes in TypeScript where the policy forbids WASM, and says why there is no other', async () => {
    await visit(folder, 'without WASM', async ({ compare, outcome, site }) => {
      expect(await compare({})).toEqual({ engine: 'typescript', ...right });
      expect(await outcome({ engine: 'wasm-simd' })).toMatch(
        /^BackendError: cpu: this host cannot run wasm-simd: .*(wasm-unsafe-eval|unsafe-eval|Content Security Policy)/,
      );
      expect(await outcome({ threads: 2 })).toMatch(
        /^BackendError: cpu: the engine 'typescript' has one thread, 2 were asked for \(wasm-relaxed-simd: .*Security Policy/,
      );
      expect(site.requests.filter((path) => path.includes('simd'))).toEqual([]);
    });
  });

  test('has one thread where the policy forbids the workers, and says so to who asks for more', async () => {
    await visit(folder, 'without blob: workers', async ({ compare, outcome }) => {
      expect(await compare({})).toEqual({ engine: 'wasm-relaxed-simd x1', ...right });
      expect(await compare({ threads: 1 })).toEqual({ engine: 'wasm-relaxed-simd x1', ...right });
      expect(await outcome({ threads: 2 })).toMatch(
        /^BackendError: cpu: a worker thread did not start \(.*worker-src blob:.*\); threads: 1 does without$/,
      );
    });
  });
});
