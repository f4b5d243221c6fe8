import { describe, expect, test } from 'vitest';
import { families, run } from './mpirun.ts';

/** How a job may go wrong, with what all of it comes to, and what is read of it. */
const cases: readonly { mode: string; code: number | 'any'; says: string }[] = [
  { mode: 'throws', code: 1, says: 'gemmule mpi: rank 2 of 3 failed: RangeError: the last rank has had enough' },
  { mode: 'rejects', code: 1, says: 'gemmule mpi: rank 2 of 3 failed: RangeError: the last rank has had enough' },
  { mode: 'throws later', code: 1, says: 'gemmule mpi: rank 2 of 3 failed: RangeError: the last rank has had enough' },
  {
    mode: 'throws while it waits for the others',
    code: 1,
    says: 'gemmule mpi: rank 2 of 3 failed: RangeError: the last rank has had enough',
  },
  { mode: 'throws before it joins', code: 1, says: 'RangeError: the last rank has had enough' },
  { mode: 'has no library', code: 1, says: 'MpiError: mpi: this process was started by' },
  ...(families.every(({ command }) => command !== undefined)
    ? [{ mode: "has another MPI's library", code: 'any' as const, says: 'they belong to different MPIs' }]
    : []),
  {
    mode: 'has another Node.js',
    code: 1,
    says: `MpiError: mpi: versions must be the same everywhere, but Node.js is ${process.version} in rank 0 and v99.0.0 in rank 2`,
  },
  { mode: 'is killed', code: 'any', says: '9' },
  { mode: 'is terminated', code: 'any', says: '15' },
  {
    mode: 'exits with 0',
    code: 1,
    says: 'gemmule mpi: rank 2 of 3 left before the job was over (process.exit?); `await world.end()` comes before that',
  },
  { mode: 'exits with 7', code: 7, says: 'gemmule mpi: rank 2 of 3 ends all others' },
  { mode: 'aborts with 9', code: 9, says: '' },
  {
    mode: 'sums other numbers',
    code: 1,
    says:
      'MpiError: mpi: all processes must make the same calls in the same order, but ' +
      'ranks 0 to 1 call allReduce (sum of 4 float32), rank 2 calls allReduce (max of 3 float32)',
  },
  {
    mode: 'is over',
    code: 1,
    says:
      'MpiError: mpi: all processes must make the same calls in the same order, but ' +
      'ranks 0 to 1 call allReduce (sum of 4 float32), rank 2 has ended',
  },
];

test.skipIf(families.some(({ command }) => command === undefined))(
  "a library that is another MPI's than the launcher ends the job, with what to do",
  async () => {
    const ended = await run('openmpi', 'fail', {
      ranks: 3,
      options: { mode: 'is over' },
      env: { GEMMULE_MPI_LIBRARY: 'libmpich.so.12' },
    });
    expect(ended.code).not.toBe(0);
    expect(ended.seconds).toBeLessThan(10);
    expect(ended.stderr).toMatch(
      /MpiError: mpi: the launcher started 3 processes, but MPICH \S+ \(libmpich\.so\.12\) knows of 1: they belong to different MPIs/,
    );
  },
);

describe.each(families)('$name', ({ family, command }) => {
  test.skipIf(command === undefined)('a library that is missing is an error with the package to install', async () => {
    const env = { GEMMULE_MPI_LIBRARY: '/nowhere/libmpi.so' };
    const ended = await run(family, 'fail', { ranks: 3, options: { mode: 'is over' }, env });
    expect(ended.code).not.toBe(0);
    expect(ended.seconds).toBeLessThan(10);
    expect(ended.stderr).toMatch(
      /MpiError: mpi: this process was started by .*, but its library \(\/nowhere\/libmpi\.so\) cannot be opened; install (Open MPI|MPICH) \(Debian/,
    );
  });
});

describe.each(families)('$name: a rank that', ({ family, command }) => {
  test.skipIf(command === undefined).each(cases)(
    '$mode ends the job within 10 seconds',
    async ({ mode, code, says }) => {
      const ended = await run(family, 'fail', { ranks: 3, options: { mode } });
      expect(ended.results).toEqual([]);
      expect(ended.seconds).toBeLessThan(10);
      expect(code === 'any' ? ended.code > 0 : ended.code === code, `exit code ${ended.code}\n${ended.stderr}`).toBe(
        true,
      );
      expect(ended.stdout + ended.stderr).toContain(says);
    },
  );

  test.skipIf(command === undefined)('takes its leave may exit', async () => {
    const ended = await run(family, 'fail', { ranks: 3, options: { mode: 'ends before it exits' } });
    expect({ ...ended, seconds: 0, stdout: '' }).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
      seconds: 0,
      results: Array(2).fill('UsageError: barrier: this process has ended its part in the job'),
    });
  });
});
