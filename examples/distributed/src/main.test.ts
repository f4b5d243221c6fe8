import { mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArguments } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMpirun, launchers } from '../../../scripts/mpirun.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const family = (['openmpi', 'mpich'] as const).find((candidate) => findMpirun(candidate) !== undefined);

/** On so many processes; without mpirun where that is undefined. */
function start(ranks: number | undefined, ...flags: readonly string[]): { status: number | null; stdout: string } {
  const node = [process.execPath, ...programArguments(join(import.meta.dirname, 'main.ts'), flags)];
  const mpirun = ranks === undefined ? [] : [findMpirun(family!)!, ...launchers[family!].args, '-n', String(ranks)];
  const [command, ...args] = [...mpirun, ...node];
  return spawnSync(command!, args, { encoding: 'utf8', timeout: 120_000 });
}

const accuracyIn = (stdout: string): number => Number(/test accuracy: ([\d.]+) % of 10,000/.exec(stdout)?.[1]);

test('learns to read digits by itself', { timeout: 180_000 }, () => {
  const flags = ['--epochs', '1', '--train-size', '6400', '--out', folder];
  const alone = start(undefined, ...flags);
  expect([alone.status, alone.stdout]).toEqual([0, expect.stringContaining('processes: 1 on MPI: none')]);
  expect(alone.stdout).toContain('trained after 50 steps');
  expect(accuracyIn(alone.stdout)).toBeGreaterThan(75); // chance is 10
});

test.skipIf(family === undefined)(
  `on two processes it learns the same${family === undefined ? ' (no mpirun here)' : ''}, and goes on on three`,
  { timeout: 180_000 },
  () => {
    const flags = ['--train-size', '3200', '--out', folder];
    const alone = start(undefined, '--epochs', '2', ...flags);
    const together = start(2, '--epochs', '2', ...flags);
    expect([together.status, together.stdout]).toEqual([0, expect.stringContaining('processes: 2 on MPI: ')]);
    expect(Math.abs(accuracyIn(together.stdout) - accuracyIn(alone.stdout))).toBeLessThan(0.1);
    // The checkpoint is that of the end: nothing is left to learn, and the test is the same.
    const again = start(3, '--epochs', '2', '--resume', ...flags);
    expect(again.stdout).toContain('trained after 50 steps');
    expect(accuracyIn(again.stdout)).toBe(accuracyIn(together.stdout));
  },
);
