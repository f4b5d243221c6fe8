/** Makes archives of the packages, and has package managers install them. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Manifest, type Registry, startRegistry, thirdParties } from './registry.ts';

const run = promisify(execFile);
export const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32'; // where the tools are scripts

/** The packages, in the order of their folders' names. */
export const packages = [
  'backend-cpu',
  'backend-gpu',
  'conformance',
  'core',
  'data',
  'mpi',
  'nn',
  'onnx',
  'tfjs',
  'zoo',
] as const;

/** What a user names to have all packages. */
export const packageNames: readonly string[] = packages.map((name) => `@gemmule/${name}`);

/** Builds the packages. */
export async function build(): Promise<void> {
  await tool('turbo', ['run', 'build', ...packageNames.map((name) => `--filter=${name}`)], root);
}

/** Packs the packages and all that they depend on; returns the archives' folder. */
export async function pack(folder: string): Promise<string> {
  const archives = join(folder, 'archives');
  await mkdir(archives, { recursive: true });
  const sources = packages.map((name) => join(root, 'packages', name));
  for (const source of sources) await tool('pnpm', ['--dir', source, 'pack', '--pack-destination', archives], root);
  const others = await thirdParties(sources, (name) => name.startsWith('@gemmule/'));
  for (const other of others) await packAgain(other, folder, archives);
  return archives;
}

/** Other people's packages are not downloaded: what pnpm has installed of them becomes an archive again. */
async function packAgain(source: string, folder: string, archives: string): Promise<void> {
  const { name, version } = await installedManifest(source);
  const title = `${name.replace('@', '').replace('/', '-')}-${version}`;
  // A copy has no hard links, which pnpm makes of files that are the same, and which archives may not have.
  const staging = join(folder, 'staging', title);
  const copy = join(staging, 'package');
  await cp(source, copy, { recursive: true, filter: (path) => path !== join(source, 'node_modules') });
  await run('tar', ['-czf', join(archives, `${title}.tgz`), '-C', staging, 'package'], { timeout: 60_000 });
  await rm(staging, { recursive: true });
}

/** A registry of what is in the archives' folder. */
export async function registryOf(archives: string): Promise<Registry> {
  const files = (await readdir(archives)).map((name) => join(archives, name));
  const names = new Set<string>();
  const listed = await startRegistry(files, (manifest) => (names.add(manifest.name), manifest));
  await listed.close();
  return startRegistry(files, (manifest) =>
    manifest.name.startsWith('@gemmule/') ? manifest : without(manifest, names),
  );
}

/** Other people's packages may name what pnpm-workspace.yaml leaves out, and binaries for other machines. */
function without(manifest: Manifest, names: ReadonlySet<string>): Manifest {
  const present = (list: Record<string, string> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(list).filter(([name]) => names.has(name)));
  return {
    ...manifest,
    dependencies: present(manifest.dependencies),
    optionalDependencies: present(manifest.optionalDependencies),
  };
}

/** What an installer wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm install` in a folder, from a registry alone, with peers checked strictly. */
export function npmInstall(folder: string, registry: string, names: readonly string[]): Promise<Output> {
  const args = ['install', '--registry', registry, '--strict-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'];
  return npm([...args, '--loglevel', 'warn', ...names], folder);
}

/** `pnpm add` in a folder, likewise. */
export async function pnpmInstall(folder: string, registry: string, names: readonly string[]): Promise<Output> {
  const settings = { registry, 'store-dir': join(folder, '.store'), 'cache-dir': join(folder, '.cache') };
  const args = Object.entries(settings).map(([key, value]) => `--config.${key}=${value}`);
  const strict = ['--config.strict-peer-dependencies=true', '--config.auto-install-peers=false', '--ignore-scripts'];
  return tool('pnpm', ['--dir', folder, 'add', ...args, ...strict, ...names], folder);
}

/** Runs npm with nothing of the user's settings: no other registry, no cache that has been there. */
async function npm(args: readonly string[], folder: string): Promise<Output> {
  const settings = ['--userconfig', join(folder, '.npmrc-of-user'), '--globalconfig', join(folder, '.npmrc-of-all')];
  const isolated = [...settings, '--cache', join(folder, '.npm-cache'), '--no-update-notifier'];
  return run('npm', [...args, ...isolated], { cwd: folder, env: environment(), shell: windows, timeout: 60_000 });
}

async function tool(name: string, args: readonly string[], cwd: string): Promise<Output> {
  return run(join(tools, name), args, {
    cwd,
    env: environment(),
    shell: windows,
    timeout: 120_000,
    maxBuffer: 2 ** 24,
  });
}

/** The environment with the pinned tools first, and without what package managers and vitest leave in it. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|pnpm_|vitest|node_options$|node_env$|.*_proxy$)/i.test(key),
  );
  const path = `${tools}${delimiter}${process.env['PATH']}`;
  return { ...Object.fromEntries(kept), PATH: path, TURBO_TELEMETRY_DISABLED: '1', CI: 'true' };
}

/** The manifest of an installed package. */
async function installedManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
