import { adaptiveAvgPool, adaptiveMaxPool } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { type Examples, opCases, type OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { adaptivePool } from '../reference/adaptive-pool.ts';

const pools = { avg: adaptiveAvgPool, max: adaptiveMaxPool };

function example(
  kind: 'avg' | 'max',
  shape: readonly number[],
  outputSize: readonly number[],
  source: Random,
): OpExample {
  return {
    what: `adaptive ${kind} pool of [${shape.join(', ')}] to [${outputSize.join(', ')}]`,
    // No two elements alike, so that the winner is still the winner a small step away.
    inputs: [{ shape, data: source.distinct(shape.reduce((a, b) => a * b, 1)) }],
    run: (x) => pools[kind](x, { outputSize }),
    reference: (x) => adaptivePool(kind, x, outputSize),
    gradient: { roundings: 8 },
  };
}

const tableOf = (kind: 'avg' | 'max'): Record<string, Examples> => ({
  'windows that divide the image, and that do not': (source) => [
    example(kind, [2, 2, 4, 6], [2, 3], source),
    example(kind, [1, 2, 7, 6], [3, 2], source),
    example(kind, [1, 1, 2, 5], [3, 4], source),
  ],
  'one axis and three': (source) => [
    example(kind, [2, 1, 7], [4], source),
    example(kind, [1, 1, 3, 2, 4], [2, 1, 3], source),
  ],
});

export const adaptivePoolingCases: readonly ConformanceCase[] = [
  ...opCases('adaptiveAvgPool', tableOf('avg')),
  ...opCases('adaptiveMaxPool', tableOf('max')),
];
