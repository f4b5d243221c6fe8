import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { broadcastRule } from './broadcast.ts';

test.each([
  [[], [], []],
  [[2, 3], [], [2, 3]],
  [[2, 3], [3], [2, 3]],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [
    [8, 1, 6, 1],
    [7, 1, 5],
    [8, 7, 6, 5],
  ],
  [[1], [0], [0]],
  [
    [0, 3],
    [1, 1],
    [0, 3],
  ],
])('%j and %j give %j', (a, b, shape) => {
  expect(broadcastRule('add', a, b)).toEqual(shape);
  expect(broadcastRule('add', b, a)).toEqual(shape);
});

const dims = fc.array(fc.nat(3), { maxLength: 4 });

test('in each place stands the one length that is not 1', () => {
  fc.assert(
    fc.property(dims, dims, (a, b) => {
      const rank = Math.max(a.length, b.length);
      const places = Array.from({ length: rank }, (_, i) => {
        const pair = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
        return new Set(pair.filter((dim) => dim !== 1));
      });
      const expected = places.some((dims) => dims.size > 1) ? 'refused' : places.map(([dim = 1]) => dim);
      expect(attempt(() => broadcastRule('add', a, b))).toEqual(expected);
    }),
  );
});

test('what a shape stretches to, it stretches to again', () => {
  fc.assert(
    fc.property(dims, dims, (a, b) => {
      const shape = attempt(() => broadcastRule('add', a, b));
      fc.pre(shape !== 'refused');
      expect(broadcastRule('add', a, shape)).toEqual(shape);
    }),
  );
});

test('refuses what types would have stopped', () => {
  expect(() => broadcastRule('add', [2, NaN], [2, NaN])).toThrow(
    new ShapeError('add: dimension 1 must be a non-negative integer, got NaN (shape [2, NaN])'),
  );
});

/** What `run` returns, or 'refused' where it throws a ShapeError. */
function attempt<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) return 'refused';
    throw error;
  }
}
