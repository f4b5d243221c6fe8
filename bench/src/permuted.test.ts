import { expect, it } from 'vitest';
import { permuted } from './permuted.ts';

it('moves axes and is undone by the opposite order', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const moved = permuted(data, [1, 2, 3, 4], [0, 2, 3, 1]);
  // [C, H, W] = [2, 3, 4] becomes [H, W, C]: the two channels of each pixel stand side by side.
  expect(moved.slice(0, 4)).toEqual(Float32Array.of(0, 12, 1, 13));
  expect(permuted(moved, [1, 3, 4, 2], [0, 3, 1, 2])).toEqual(data);
});
