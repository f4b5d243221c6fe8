import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { findMpirun, launchers } from '../../scripts/mpirun.mjs';

const program = [process.execPath, join(inject('consumer'), 'mpi.ts')] as const;

const output = (command: string, args: readonly string[]): unknown =>
  JSON.parse(execFileSync(command, args, { cwd: inject('consumer'), timeout: 30_000, encoding: 'utf8' }));

test('Node.js runs the packed mpi package without mpirun', () => {
  expect(output(program[0], program.slice(1))).toEqual({ size: 1, sum: 1 });
});

test.for(['openmpi', 'mpich'] as const)('and under the mpirun of %s', (family, { skip }) => {
  const mpirun = findMpirun(family) ?? skip(`${launchers[family].name} is not installed`);
  expect(output(mpirun, [...launchers[family].args, '-n', '2', ...program])).toEqual({ size: 2, sum: 3 });
});
