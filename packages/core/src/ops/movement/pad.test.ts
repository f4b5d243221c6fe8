import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { cpu } from '../../testing/cpu.ts';
import { pad } from './pad.ts';

beforeAll(() => registerBackend(cpu()));
afterAll(() => unregisterBackend('cpu'));

test('the border of each mode, as wide as it can be', () => {
  const x = tensor([1, 2, 3], [3]);
  expect([...pad(x, [[2, 2]], { mode: 'reflect' }).dataSync()]).toEqual([3, 2, 1, 2, 3, 2, 1]);
  expect([...pad(x, [[4, 1]], { mode: 'replicate' }).dataSync()]).toEqual([1, 1, 1, 1, 1, 2, 3, 3]);
  expect([...pad(x, [[3, 3]], { mode: 'circular' }).dataSync()]).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  expect([...pad(x, [[1, 0]], { mode: 'constant', value: 7 }).dataSync()]).toEqual([7, 1, 2, 3]);
  expect([...pad(x, [[0, 1]], -Infinity).dataSync()]).toEqual([1, 2, 3, -Infinity]);
});

test('a value that the mode has no use for is refused', () => {
  const options = { mode: 'reflect', value: 0 } as unknown as { mode: 'reflect' };
  expect(() => pad(tensor([1, 2], [2]), [[1, 1]], options)).toThrow(
    new ShapeError("pad: value 0 is for mode 'constant', not 'reflect'"),
  );
});
