import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = join(root, 'node_modules', '.bin');
const packages = ['core', 'backend-cpu', 'backend-gpu', 'nn', 'data', 'onnx', 'tfjs', 'zoo', 'mpi', 'conformance'];

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with the app, and the packages as they would be published in its `node_modules`. */
    consumer: string;
  }
}

/** Builds and packs the packages, and installs what comes out of it. Returns what takes it away. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The bundlers resolve links, and would not find the folder again under another name.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-integration-')));
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  try {
    project.provide('consumer', await prepare(folder));
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function prepare(folder: string): Promise<string> {
  const consumer = join(folder, 'consumer');
  await tool('turbo', ['run', 'build', ...packages.map((name) => `--filter=@gemmule/${name}`)]);
  await cp(new URL('../app', import.meta.url), consumer, { recursive: true });
  await writeFile(join(consumer, 'package.json'), '{ "type": "module" }');
  for (const name of packages) await install(name, folder, join(consumer, 'node_modules', '@gemmule', name));
  await link(join(root, 'integration'), 'webgpu', join(consumer, 'node_modules'));
  await link(join(root, 'integration'), 'sharp', join(consumer, 'node_modules'));
  return consumer;
}

async function install(name: string, folder: string, target: string): Promise<void> {
  const source = join(root, 'packages', name);
  await tool('pnpm', ['--dir', source, 'pack', '--pack-destination', folder]);
  const { version, dependencies = {} } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  await mkdir(target, { recursive: true });
  const archive = join(folder, `gemmule-${name}-${version}.tgz`);
  await run('tar', ['-xzf', archive, '-C', target, '--strip-components=1'], { timeout: 30_000 });
  for (const dependency of Object.keys(dependencies)) await link(source, dependency, join(target, '..', '..'));
}

/** Other people's packages are not downloaded again: the one that `source` has here is linked into `modules`. */
async function link(source: string, name: string, modules: string): Promise<void> {
  const target = join(modules, name);
  await mkdir(dirname(target), { recursive: true });
  await symlink(await realpath(join(source, 'node_modules', name)), target, 'junction');
}

async function tool(name: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, PATH: `${tools}${delimiter}${process.env['PATH']}`, TURBO_TELEMETRY_DISABLED: '1' };
  const windows = process.platform === 'win32'; // where the tools are scripts
  await run(join(tools, name), args, { cwd: root, env, shell: windows, timeout: 120_000 });
}
