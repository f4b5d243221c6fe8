import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { matmulRule } from './matmul.ts';

test.each<[string, Parameters<typeof matmulRule>, ReturnType<typeof matmulRule>]>([
  [
    'matrices',
    [
      [2, 3],
      [3, 4],
    ],
    { shape: [2, 4], batch: [], m: 2, n: 4, k: 3 },
  ],
  ['a transposed', [[3, 2], [3, 4], true], { shape: [2, 4], batch: [], m: 2, n: 4, k: 3 }],
  ['b transposed', [[2, 3], [4, 3], false, true], { shape: [2, 4], batch: [], m: 2, n: 4, k: 3 }],
  ['vectors', [[3], [3]], { shape: [], batch: [], m: 1, n: 1, k: 3 }],
  ['a row', [[3], [3, 4]], { shape: [4], batch: [], m: 1, n: 4, k: 3 }],
  ['a column', [[2, 3], [3]], { shape: [2], batch: [], m: 2, n: 1, k: 3 }],
  [
    'batches',
    [
      [5, 1, 2, 3],
      [6, 3, 4],
    ],
    { shape: [5, 6, 2, 4], batch: [5, 6], m: 2, n: 4, k: 3 },
  ],
  ['a row and a batch', [[3], [6, 3, 4]], { shape: [6, 4], batch: [6], m: 1, n: 4, k: 3 }],
  [
    'nothing to sum over',
    [
      [2, 0],
      [0, 4],
    ],
    { shape: [2, 4], batch: [], m: 2, n: 4, k: 0 },
  ],
])('%s', (_, args, rule) => {
  expect(matmulRule(...args)).toEqual(rule);
});

test('the transpose of a product is the product of the transposes, in the other order', () => {
  const dim = fc.nat(4);
  fc.assert(
    fc.property(fc.tuple(dim, dim, dim), fc.array(dim, { maxLength: 2 }), ([m, k, n], batch) => {
      const one = matmulRule([...batch, m, k], [...batch, k, n]);
      const other = matmulRule([...batch, k, n], [...batch, m, k], true, true);
      expect(one.shape).toEqual([...batch, m, n]);
      expect(other.shape).toEqual([...batch, n, m]);
      expect([other.m, other.n, other.k]).toEqual([n, m, k]);
    }),
  );
});

describe('refuses what types would have stopped', () => {
  test.each<[string, unknown[], string]>([
    ['a flag that is none', [[2, 3], [3, 4], 1], 'transposeA must be true or false, got 1'],
    ['no shape', [null, [3, 4]], 'a must be a list of integers, got null'],
    [
      'a negative length',
      [
        [2, 3],
        [3, -4],
      ],
      'dimension 1 must be a non-negative integer, got -4 (b [3, -4])',
    ],
  ])('%s', (_, args, sentence) => {
    expect(() => matmulRule(...(args as Parameters<typeof matmulRule>))).toThrow(new ShapeError(`matmul: ${sentence}`));
  });
});
