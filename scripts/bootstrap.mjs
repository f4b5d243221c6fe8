// `npm start`, `npm test` and the like on a machine that has only Node.js 20 (or later) and npm: installs the packages when a
// manifest has changed, sees to what the tests need of the system, then runs the task with the pinned Node.js and pnpm. No
// dependencies and no TypeScript here.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, missingChromium, namedChromium } from './chromium.mjs';
import { findMpirun, launchers } from './mpirun.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const modules = join(root, 'node_modules');
const pnpm = join(modules, '.bin', 'pnpm');
const node = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');
const stamp = join(modules, '.gemmule-installed');

/** @type {Record<string, { says: string, command: string, args: string[], isTest: boolean }>} */
const tasks = {
  start: {
    says: 'training a network on MNIST (examples/mnist)',
    command: node,
    args: ['--conditions=gemmule:source', 'examples/mnist/src/main.ts'],
    isTest: false,
  },
  playground: {
    says: 'building the playground (apps/playground) and opening it; Ctrl-C ends it',
    command: pnpm,
    args: ['--silent', '--dir', 'apps/playground', 'run', 'start'],
    isTest: false,
  },
  build: {
    says: 'building the packages (dist/ in each) and the playground (apps/playground/dist)',
    command: pnpm,
    args: ['run', 'build:all'],
    isTest: false,
  },
  test: {
    says: 'checking lint, format and types, then running all tests',
    command: pnpm,
    args: ['run', 'check'],
    isTest: true,
  },
};

/** @param {string} line */
const say = (line) => process.stderr.write(`gemmule: ${line}\n`);

/** @param {string} path */
const read = (path) => readFileSync(join(root, path), 'utf8');

/** A hash of all that the installed packages depend on: the lockfile, the manifests, the platform. */
function fingerprint() {
  const workspace = read('pnpm-workspace.yaml');
  const folders = ['.'];
  for (const [, folder = '', star] of workspace.matchAll(/^ {2}- ([\w./-]+?)(\/\*)?$/gm)) {
    if (star === undefined) folders.push(folder);
    else if (existsSync(join(root, folder)))
      folders.push(...readdirSync(join(root, folder)).map((n) => `${folder}/${n}`));
  }
  const manifests = folders.map((folder) => `${folder}/package.json`).filter((path) => existsSync(join(root, path)));
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.toSorted()]) {
    hash.update(`\0${path}\0`).update(read(path));
  }
  return hash.digest('hex');
}

/**
 * The environment without what `npm run` adds to it: pnpm and a nested npm take npm's settings for their own and warn
 * about those they do not know. What says how to reach the registry stays.
 */
function environment() {
  const keep =
    /^npm_config_(registry|cache|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|userconfig|globalconfig|\/\/.*)$/i;
  const env = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key) || keep.test(key));
  return { ...Object.fromEntries(env), TURBO_TELEMETRY_DISABLED: '1' };
}

/**
 * Runs a command to its end, passing signals on to it. A terminal sends Ctrl-C to the whole process group: the child
 * has it already, and this process only has to outlive the child.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
async function run(command, args, options) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const child = spawn(command, args, { cwd: root, shell: windows && command !== node, ...options });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    });
  }
  const ended = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  return ended;
}

/**
 * Ends this process as the child ended.
 *
 * @param {{ code: number | null, signal: NodeJS.Signals | null }} ended
 */
function endLike({ code, signal }) {
  if (signal !== null) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}

/** Installs the packages unless they are there already; false when that failed. */
async function install() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(node)) return true;
  const pinned = JSON.parse(read('package.json')).packageManager;
  say(`installing packages with ${pinned} (only when they have changed)`);
  rmSync(stamp, { force: true });
  // CI: never ask. NODE_ENV: production would leave out the tools. Output to stderr: stdout is the task's.
  const env = { ...environment(), CI: 'true', NODE_ENV: undefined };
  const ended = await run('npx', ['--yes', pinned, 'install', '--frozen-lockfile'], { env, stdio: ['ignore', 2, 2] });
  if (ended.code !== 0) {
    say(`the installation failed; to update pnpm-lock.yaml after a change of a manifest: npx ${pinned} install`);
    endLike(ended);
    return false;
  }
  if (!existsSync(node)) throw new Error(`the package 'node' is installed but ${node} is missing`);
  writeFileSync(stamp, wanted);
  return true;
}

/** Compiles the WASM kernels unless they are there already; false when that failed. */
async function compile() {
  const ended = await run(pnpm, ['--silent', 'run', 'build:wasm'], {
    env: environment(),
    stdio: ['ignore', 'ignore', 2],
  });
  if (ended.code !== 0) {
    say('the WASM kernels did not compile; to see why: npx pnpm run build:wasm');
    endLike(ended);
  }
  return ended.code === 0;
}

/** Whether this is Debian itself (Ubuntu's package `chromium` is but a pointer to a snap), and we may install on it. */
function canInstallFromDebian() {
  const release = '/etc/os-release';
  return process.getuid?.() === 0 && existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}

/**
 * Installs a package of the system; false when we were ended meanwhile. What fails is said.
 *
 * @param {string} name
 * @param {string} reason what it is for, and when it is installed
 */
async function installFromDebian(name, reason) {
  say(`installing Debian's package '${name}' ${reason}`);
  const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300'];
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', name]]) {
    const ended = await run('apt-get', [...quiet, ...args], { env, stdio: ['ignore', 'ignore', 2] });
    if (ended.signal !== null) {
      endLike(ended);
      return false;
    }
    if (ended.code !== 0) say(`'apt-get ${args.join(' ')}' failed`);
  }
  return true;
}

/** Installs Chromium where there is none and Debian has it; false when there is none after all. */
async function installChromium() {
  if (findChromium() !== undefined) return true;
  if (namedChromium === undefined && canInstallFromDebian()) {
    const goOn = await installFromDebian('chromium', 'for the browser tests (only where there is no Chromium)');
    if (!goOn) return false;
    if (findChromium() !== undefined) return true;
  }
  say(missingChromium());
  process.exitCode = 1;
  return false;
}

/** Installs the images of examples/fashion where Debian has them; false when we were ended meanwhile. Tests can do without. */
async function installDataset() {
  const folder = '/usr/share/datasets/fashion-mnist';
  if (existsSync(folder)) return true;
  if (canInstallFromDebian()) {
    const goOn = await installFromDebian('dataset-fashion-mnist', 'for the tests of examples/fashion');
    if (!goOn) return false;
    if (existsSync(folder)) return true;
  }
  say(
    `there is no ${folder} (Debian's package dataset-fashion-mnist): tests of examples/fashion on real images are skipped`,
  );
  return true;
}

/** Installs Open MPI and MPICH where Debian has them; false when we were ended meanwhile. Other tests can do without. */
async function installMpi() {
  for (const family of /** @type {const} */ (['openmpi', 'mpich'])) {
    if (findMpirun(family) !== undefined) continue;
    const { name, package: debian } = launchers[family];
    if (canInstallFromDebian()) {
      const goOn = await installFromDebian(debian, 'for the tests of packages/mpi (only where there is none)');
      if (!goOn) return false;
      if (findMpirun(family) !== undefined) continue;
    }
    say(`there is no mpirun of ${name} (Debian's package ${debian}): tests of packages/mpi under it are skipped`);
  }
  return true;
}

/** What tests need of the system; false when they cannot be run. */
async function prepareTests() {
  return (await installChromium()) && (await installDataset()) && (await installMpi());
}

const [name = '', ...rest] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  say(`no task '${name}' (${Object.keys(tasks).join(', ')})`);
  process.exitCode = 2;
} else if ((await install()) && (await compile()) && (!task.isTest || (await prepareTests()))) {
  say(task.says);
  endLike(await run(task.command, [...task.args, ...rest], { env: environment(), stdio: 'inherit' }));
}
