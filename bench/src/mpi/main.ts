/** How much of two processes goes into training when they train together, and what MPI costs. `pnpm run bench:mpi`. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findMpirun, launchers } from '../../../scripts/mpirun.mjs';
import { progressOn } from '../progress.ts';
import { host, inShell, save } from '../shell.ts';
import { type ContestName, contests } from './contest.ts';
import type { Line } from './lines.ts';
import { type MpiOptions, readMpiOptions } from './options.ts';
import { reportAllReduces, reportScaling, reportTraining } from './report.ts';

const sizes = [4, 1 << 10, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 25 << 20, 47 << 20];
/** Calls of each size. */
const CALLS = 51;

await inShell(() => main(readMpiOptions(process.argv)));

async function main(options: MpiOptions): Promise<number> {
  const { name, package: debian } = launchers[options.mpi];
  const mpirun = findMpirun(options.mpi);
  if (mpirun === undefined) {
    console.error(`error: there is no mpirun of ${name} (Debian: ${debian})`);
    return 2;
  }
  const { node, platform, processors, date } = host();
  console.log(
    `${name}, ${options.ranks} processes of 1 thread; Node.js ${node}, ${platform}, ${processors}, ${date}\n`,
  );
  const progress = progressOn(process.stderr);
  const lines: Line[] = [];
  const job = (task: readonly unknown[]): Promise<Line[]> =>
    linesOf(mpirun, [...launchers[options.mpi].args, '-n', String(options.ranks), ...rankCommand(task)]);
  const folder = mkdtempSync(join(tmpdir(), 'gemmule-bench-'));
  const native: Line[] = [];
  try {
    const program = compile(options.mpi, folder);
    // In turns, because the machine is not the same at all times.
    for (let round = 0; round < 3; round++) {
      progress.show(`allreduce, round ${round + 1} of 3`);
      if (program !== undefined) native.push(...(await nativeLines(mpirun, program, options)));
      lines.push(...(await job(['allReduce', CALLS, sizes])));
    }
    for (const contest of Object.keys(contests) as ContestName[]) {
      progress.show(`training: ${contest}`);
      lines.push(...(await job(['train', options.rounds, contest])));
    }
  } finally {
    progress.end();
    rmSync(folder, { recursive: true });
  }
  console.log(reportAllReduces(lines, native));
  console.log(reportTraining(lines));
  console.log(reportScaling(lines));
  return save(options.json, () => JSON.stringify({ host: host(), lines, native }, null, 1)) ? 0 : 1;
}

function rankCommand(task: readonly unknown[]): string[] {
  const file = fileURLToPath(new URL('rank.ts', import.meta.url));
  return [process.execPath, '--conditions=gemmule:source', file, JSON.stringify(task)];
}

/** The C program, where there is a compiler for it. */
function compile(family: MpiOptions['mpi'], folder: string): string | undefined {
  const program = join(folder, 'allreduce');
  const source = fileURLToPath(new URL('allreduce.c', import.meta.url));
  const { status } = spawnSync(`mpicc.${family}`, ['-O2', '-o', program, source], { encoding: 'utf8' });
  if (status === 0) return program;
  console.error(`no C program beside it: mpicc.${family} cannot compile (Debian: lib${family}-dev)`);
  return undefined;
}

async function nativeLines(mpirun: string, program: string, { mpi, ranks }: MpiOptions): Promise<Line[]> {
  const text = await output(mpirun, [
    ...launchers[mpi].args,
    '-n',
    String(ranks),
    program,
    String(CALLS),
    ...sizes.map(String),
  ]);
  return text.map((line) => {
    const [bytes, microseconds] = line.split(' ').map(Number) as [number, number];
    return { kind: 'allReduce', bytes, microseconds };
  });
}

async function linesOf(command: string, args: readonly string[]): Promise<Line[]> {
  return (await output(command, args)).map((line) => JSON.parse(line) as Line);
}

function output(command: string, args: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(lines) : reject(new Error(`${command} ended with code ${code}`)),
    );
  });
}
