// One process of `bench:mpi`. Rank 0 prints a line of JSON for each sample.
import { mpi } from '@gemmule/mpi';
import { median } from '../statistics.ts';
import { type ContestName, contests, prepare, type Way, ways } from './contest.ts';
import type { Line } from './lines.ts';

const [task, rounds, ...rest] = JSON.parse(process.argv[2]!) as [string, number, ...unknown[]];
/** Milliseconds that a sample takes at least. */
const SAMPLE = 400;

const world = await mpi();
const tell = (line: Line): void => {
  if (world.rank === 0) process.stdout.write(`${JSON.stringify(line)}\n`);
};

if (task === 'train') await train(rest[0] as ContestName);
else await allReduces(rest[0] as number[]);

async function train(name: ContestName): Promise<void> {
  if (!(name in contests)) throw new Error(`there is no ${name}`);
  const contest = await prepare(name, world);
  tell({ kind: 'network', name, parameters: contest.parameters, library: world.library, size: world.size });
  const steps = new Map<Way, number>();
  for (const way of ways) {
    const once = Math.min(await time(contest.step, way, 1), await time(contest.step, way, 2));
    steps.set(way, Math.max(1, Math.ceil(SAMPLE / once)));
  }
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      tell({ kind: 'step', name, way, round, milliseconds: await time(contest.step, way, steps.get(way)!) });
    }
  }
}

/**
 * Milliseconds a step: the median of those in a sample, of the process that has the longest. What a busy machine does to some
 * steps is left out that way.
 */
async function time(step: (way: Way) => Promise<void>, way: Way, count: number): Promise<number> {
  await world.barrier();
  const times: number[] = [];
  if (way !== 'one process' || world.rank === 0) {
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await step(way);
      times.push(performance.now() - start);
    }
  }
  return (await world.allReduce(Float64Array.of(times.length === 0 ? 0 : median(times)), 'max'))[0]!;
}

/** Every size some dozens of times, with a barrier before each call, as in the C program. */
async function allReduces(sizes: readonly number[]): Promise<void> {
  for (const bytes of sizes) {
    const values = new Float32Array(new SharedArrayBuffer(bytes));
    const times: number[] = [];
    for (let call = -2; call < rounds; call++) {
      await world.barrier();
      const start = performance.now();
      await world.allReduce(values);
      if (call >= 0) times.push(performance.now() - start);
    }
    tell({ kind: 'allReduce', bytes, microseconds: 1000 * median(times) });
  }
}
