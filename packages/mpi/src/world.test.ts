import { UsageError } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { mpi } from './mpi.ts';
import { MpiError } from './mpi-error.ts';
import { assertSame } from './same.ts';
import { withWorlds } from './testing/fake-worlds.ts';
import { describe as describeCalls } from './thread/agreement.ts';

describe('a world of one', () => {
  test('has itself only, and no MPI', async () => {
    const world = await mpi();
    expect([world.rank, world.size, world.library]).toEqual([0, 1, 'none']);
    expect(await mpi()).toBe(world);
    const values = Float32Array.of(1, 2);
    expect(await world.allReduce(values)).toBe(values);
    expect(world.allReduceSync(values, 'max')).toBe(values);
    expect(await world.broadcast(values)).toBe(values);
    expect(await world.gather(values)).toEqual([values]);
    const [gathered] = await world.allGather(values);
    gathered![0] = 9;
    expect(values, 'what was gathered is a copy').toEqual(Float32Array.of(1, 2));
    await expect(world.broadcast(values, 1)).rejects.toThrow('broadcast: root 1 is none of the ranks 0 … 0');
    await world.end();
    await expect(world.barrier()).rejects.toThrow(UsageError);
    expect(() => world.allReduceSync(values)).toThrow('this process has ended its part in the job');
  });
});

describe('what differs between processes', () => {
  test('is told in all of them, with the first text that differs', async () => {
    const { results } = await withWorlds(3, (world) =>
      assertSame(world, 'versions', { node: 'v24', package: world.rank === 2 ? '1.1.0' : '1.0.0' }).catch(
        (error: unknown) => error,
      ),
    );
    const error = new MpiError(
      'mpi: versions must be the same everywhere, but package is 1.0.0 in rank 0 and 1.1.0 in rank 2',
    );
    expect(results).toEqual([error, error, error]);
  });

  test('also where one has a text more', async () => {
    const { results } = await withWorlds(2, (world) =>
      assertSame(world, 'training', world.rank === 0 ? {} : { seed: '1' }).catch((error: unknown) => String(error)),
    );
    expect(results[0]).toContain('seed is missing in rank 0 and 1 in rank 1');
  });

  test('calls are described by who makes them', () => {
    const sum = { call: 'allReduce', type: 'float32', length: 10, operation: 'sum', root: undefined } as const;
    const nothing = { type: undefined, length: undefined, operation: undefined, root: undefined } as const;
    expect(
      describeCalls([
        sum,
        sum,
        { ...sum, length: 11 },
        { call: 'end', ...nothing },
        { call: 'end', ...nothing },
        { call: 'barrier', ...nothing },
        { call: 'broadcast', ...nothing, type: 'uint8', length: 5, root: 2 },
        { call: 'gather', ...nothing, type: 'int32', root: 0 },
      ]),
    ).toBe(
      'ranks 0 to 1 call allReduce (sum of 10 float32), rank 2 calls allReduce (sum of 11 float32), ranks 3 to 4 have ended, ' +
        'rank 5 calls barrier, rank 6 calls broadcast (5 uint8 from rank 2), rank 7 calls gather (int32 to rank 0)',
    );
  });
});
