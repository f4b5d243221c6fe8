import { linear, matmul } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { type Examples, opCases, type OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { broadcastTo, type NdArray } from '../reference/array.ts';
import { matmul as reference } from '../reference/matmul.ts';
import { sumBound } from '../tolerance.ts';

const random = (source: Random, shape: readonly number[]): NdArray => ({
  shape,
  data: source.floats(shape.reduce((a, b) => a * b, 1)),
});

interface Product {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

function matmulExample({ a, b, transposeA = false, transposeB = false }: Product, source: Random): OpExample {
  return {
    what: `matmul of [${a.join(', ')}] and [${b.join(', ')}] transposeA ${transposeA} transposeB ${transposeB}`,
    inputs: [random(source, a), random(source, b)],
    run: (x, y) => matmul(x, y, { transposeA, transposeB }),
    reference: (x, y) => reference(x, y, transposeA, transposeB),
  };
}

const table =
  (products: readonly Product[]): Examples =>
  (source) =>
    products.map((one) => matmulExample(one, source));

const matmulTable: Record<string, Examples> = {
  'two matrices': table([
    { a: [3, 4], b: [4, 5] },
    { a: [1, 7], b: [7, 1] },
    { a: [6, 1], b: [1, 9] },
    { a: [9, 17], b: [17, 8] },
  ]),
  'transposed operands': table([
    { a: [4, 3], b: [4, 5], transposeA: true },
    { a: [3, 4], b: [5, 4], transposeB: true },
    { a: [4, 3], b: [5, 4], transposeA: true, transposeB: true },
    { a: [2, 4, 3], b: [2, 5, 4], transposeA: true, transposeB: true },
    { a: [2, 4, 3], b: [4, 2], transposeA: true },
  ]),
  'batches that broadcast': table([
    { a: [2, 3, 4], b: [2, 4, 2] },
    { a: [2, 3, 4], b: [4, 2] },
    { a: [3, 4], b: [2, 4, 2] },
    { a: [3, 1, 2, 4], b: [1, 2, 4, 2] },
    { a: [2, 1, 2, 3], b: [3, 3, 2], transposeB: false },
    { a: [1, 3, 2], b: [4, 2, 3] },
  ]),
  vectors: table([
    { a: [4], b: [4] },
    { a: [4], b: [4, 3] },
    { a: [3, 4], b: [4] },
    { a: [4], b: [2, 4, 1] },
    { a: [1, 2, 4, 3], b: [3] },
  ]),
  'no inner dimension, no rows, no batch': table([
    { a: [3, 0], b: [0, 4] },
    { a: [0, 3], b: [3, 2] },
    { a: [0, 2, 3], b: [3, 2] },
  ]),
};

function linearExample(x: readonly number[], weight: readonly number[], bias: boolean, source: Random): OpExample {
  const inputs = [random(source, x), random(source, weight), ...(bias ? [random(source, [weight[0]!])] : [])];
  return {
    what: `linear of [${x.join(', ')}] with weight [${weight.join(', ')}] bias ${bias}`,
    inputs,
    run: (input, w, b) => linear(input, w, { bias: b }),
    reference: (input, w, b) => {
      const product = reference(input, w, false, true);
      if (b === undefined) return product;
      const added = broadcastTo(b, product.shape).data;
      const { shape } = product;
      return {
        shape,
        values: product.values.map((value, i) => value + added[i]!),
        bounds: product.bounds.map(
          (bound, i) => bound + sumBound(2, Math.abs(added[i]!) + Math.abs(product.values[i]!)),
        ),
      };
    },
  };
}

const linearTable: Record<string, Examples> = {
  'a batch of vectors': (source) => [
    linearExample([3, 4], [5, 4], false, source),
    linearExample([3, 4], [5, 4], true, source),
    linearExample([9, 18], [7, 18], true, source),
  ],
  'a vector, and more batch dimensions': (source) => [
    linearExample([4], [5, 4], true, source),
    linearExample([2, 3, 4], [5, 4], true, source),
  ],
  'an empty batch': (source) => [linearExample([0, 4], [5, 4], true, source)],
};

export const matmulCases: readonly ConformanceCase[] = [
  ...opCases('matmul', matmulTable),
  ...opCases('linear', linearTable),
];
