import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, preview } from 'vite';

/** The page on this machine's own network. */
export interface Site {
  readonly address: string;
  close(): Promise<void>;
}

/** What makes a page cross-origin isolated: its clock is then finer, and memory can be shared. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Bundles the page, from the packages' sources, and serves it. What is written is removed when the process exits. */
export async function servePage(): Promise<Site> {
  const outDir = mkdtempSync(join(tmpdir(), 'gemmule-bench-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  const config = {
    root: fileURLToPath(new URL('page', import.meta.url)),
    configFile: false,
    logLevel: 'error',
  } as const;
  await build({
    ...config,
    resolve: { conditions: ['gemmule:source', ...defaultClientConditions] },
    // Errors in the page shall be readable.
    build: { outDir, minify: false, target: 'esnext' },
  });
  const server = await preview({ ...config, build: { outDir }, preview: { host: '127.0.0.1', port: 0, headers } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('the page is served nowhere');
  return { address, close: () => server.close() };
}
