import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hosts } from './hosts.ts';
import { findMpirun, launchers } from '../../../scripts/mpirun.mjs';

export type Family = keyof typeof launchers;

/** The MPIs that are installed here, and of the others the reason why nothing is run with them. */
export const families = (Object.keys(launchers) as Family[]).map((family) => {
  const command = findMpirun(family);
  const { name, package: debian } = launchers[family];
  return { family, command, name: command === undefined ? `${name} (not installed; Debian: ${debian})` : name };
});

export interface Run {
  /** Exit code of mpirun. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** What each process has written as its result, in the order of the ranks; those that wrote none are left out. */
  readonly results: readonly unknown[];
}

export interface RunOptions {
  readonly ranks: number;
  /** Handed to the script as JSON. */
  readonly options?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the processes run; otherwise here. */
  readonly hosts?: Hosts;
  /** Started without mpirun. */
  readonly alone?: boolean;
}

/** Seconds, fewer than a test has: what it started must be gone before it is over. */
const PATIENCE = 45;

/** Runs one of the scripts in `ranks/` as a job. A job that hangs is ended, and its code is -1. */
export async function run(
  family: Family,
  script: string,
  { ranks, options, env, hosts, alone }: RunOptions,
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), 'gemmule-mpi-'));
  const file = fileURLToPath(new URL(`ranks/${script}.ts`, import.meta.url));
  const node = [process.execPath, '--conditions=gemmule:source', file, folder, JSON.stringify(options ?? {})];
  const { args } = launchers[family];
  const rest = [...args, '-n', String(ranks), ...node];
  const mpirun = findMpirun(family)!;
  const command = alone === true ? node : (hosts?.command(family, mpirun, rest) ?? [mpirun, ...rest]);
  const begin = performance.now();
  try {
    const ended = await spawned(command, { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...hosts?.env, ...env });
    const seconds = (performance.now() - begin) / 1000;
    const results = await Promise.all(Array.from({ length: ranks }, (_, rank) => resultOf(folder, rank)));
    return { ...ended, seconds, results: results.filter((result) => result !== undefined) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function resultOf(folder: string, rank: number): Promise<unknown> {
  const text = await readFile(join(folder, `${rank}.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

function spawned(
  [command, ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    // A group of its own: what mpirun has started goes with it.
    const child = spawn(command!, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const patience = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), PATIENCE * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(patience);
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}
