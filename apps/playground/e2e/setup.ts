import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve } from '@gemmule/integration/serve';
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

const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');

/** Not in this process, which Vite would take for one of a test, and build the page for it. */
async function node(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, args, { cwd: root, env, timeout: 120_000 });
}

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
    await node('--conditions=gemmule:source', join(root, 'scripts/make-data.ts'));
    await node(vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error');
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
