import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '@gemmule/integration/serve';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the playground is. */
    playground: string;
    /** The folder of its files. */
    playgroundFiles: string;
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** As any host would send them that is told to. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Builds the site and serves it, below a path. Returns what takes it away. */
export async function setup(project: Pick<TestProject, 'provide'>): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gemmule-playground-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    const makeData = ['--conditions=gemmule:source', join(root, 'scripts/make-data.ts')];
    await promisify(execFile)(process.execPath, makeData, { timeout: 60_000 });
    await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
    const site = await serve(folder, headers, '/some/where/');
    project.provide('playground', site.address);
    project.provide('playgroundFiles', folder);
    return async () => {
      await site.close();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
