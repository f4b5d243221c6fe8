import { flatten, oneHot, reshape, tensor, toInt, transpose } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import { type Examples, opCase, opCases, valueCases } from '../harness/op-case.ts';
import { exact } from '../tolerance.ts';
import {
  borderExample,
  broadcastExample,
  concatExample,
  operand,
  padExample,
  permuteExample,
  pickExample,
  reshaped,
  sliceExample,
  transposeExample,
} from './movement-example.ts';

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

const table: Record<string, Examples> = {
  permute: (source) => [
    ...ORDERS.map((order) => permuteExample([2, 3, 4], order, source)),
    permuteExample([2, 1, 3, 2, 2], [4, 2, 0, 3, 1], source),
    permuteExample([0, 3], [1, 0], source),
  ],
  transpose: (source) => [
    transposeExample([3, 4], -2, -1, source),
    transposeExample([2, 3, 4], 0, 2, source),
    transposeExample([2, 3, 4, 2], 1, -1, source),
  ],
  'reshape and flatten': (source) => [
    {
      what: 'reshape of [2, 6] to [3, 4]',
      inputs: [operand(source, [2, 6])],
      run: (x) => reshape(x, [3, 4]),
      reference: reshaped([3, 4]),
    },
    {
      what: 'reshape of [1] to []',
      inputs: [operand(source, [1])],
      run: (x) => reshape(x, []),
      reference: reshaped([]),
    },
    {
      what: 'flatten of [2, 3, 4]',
      inputs: [operand(source, [2, 3, 4])],
      run: (x) => flatten(x),
      reference: reshaped([2, 12]),
    },
  ],
  pick: (source) => [
    pickExample([3, 4], [2, 0, 3], source),
    pickExample([2, 3, 2, 2], [0, 2, 1, 1, 2, 0, 0, 1], source),
    pickExample([2, 2], [-1, 5], source),
  ],
  pad: (source) => [
    padExample(
      [2, 3],
      [
        [1, 0],
        [0, 2],
      ],
      0,
      source,
    ),
    padExample(
      [2, 3],
      [
        [2, 1],
        [1, 3],
      ],
      -1.5,
      source,
    ),
    padExample(
      [1, 2, 3, 2],
      [
        [0, 0],
        [0, 0],
        [2, 1],
        [1, 2],
      ],
      0,
      source,
    ),
    padExample([4], [[0, 0]], 3, source),
    padExample(
      [0, 2],
      [
        [1, 1],
        [0, 1],
      ],
      2,
      source,
    ),
  ],
  'pad by reflection, replication and wrapping': (source) => [
    borderExample(
      [2, 4],
      [
        [0, 0],
        [3, 2],
      ],
      'reflect',
      source,
    ),
    borderExample(
      [1, 3],
      [
        [0, 0],
        [5, 1],
      ],
      'replicate',
      source,
    ),
    borderExample(
      [3, 2],
      [
        [3, 0],
        [1, 2],
      ],
      'circular',
      source,
    ),
    borderExample(
      [1, 2, 3, 2],
      [
        [0, 0],
        [0, 0],
        [2, 1],
        [1, 1],
      ],
      'reflect',
      source,
    ),
    borderExample(
      [0, 2],
      [
        [0, 0],
        [1, 1],
      ],
      'reflect',
      source,
    ),
  ],
  slice: (source) => [
    sliceExample([7], [[2, 5]], source),
    sliceExample([7], [[1, 7, 2]], source),
    sliceExample([4, 5], [null, [1, 3]], source),
    sliceExample([4, 5], [[1, 3]], source),
    sliceExample(
      [4, 9],
      [
        [-3, -1],
        [0, 9, 4],
      ],
      source,
    ),
    sliceExample([2, 3, 4], [[0, 2], [1, 1], null], source),
    sliceExample(
      [3, 4, 5],
      [
        [0, 3, 2],
        [1, 4, 2],
        [4, 5],
      ],
      source,
    ),
  ],
  concat: (source) => [
    concatExample(
      [
        [2, 3],
        [2, 1],
        [2, 4],
      ],
      1,
      source,
    ),
    concatExample(
      [
        [2, 3],
        [1, 3],
      ],
      0,
      source,
    ),
    concatExample(
      [
        [2, 2, 3],
        [2, 2, 3],
      ],
      -1,
      source,
    ),
    concatExample(
      [
        [2, 1, 2, 2],
        [2, 3, 2, 2],
      ],
      1,
      source,
    ),
    concatExample([[3]], 0, source),
    concatExample(
      [
        [2, 0],
        [2, 3],
      ],
      1,
      source,
    ),
  ],
  broadcastTo: (source) => [
    broadcastExample([3], [2, 3], source),
    broadcastExample([2, 1], [2, 4], source),
    broadcastExample([], [2, 3], source),
    broadcastExample([3, 1, 1], [2, 3, 2, 2], source),
    broadcastExample([2, 3], [2, 3], source),
  ],
};

const nan: Record<string, Examples> = {
  'NaN and infinities move unchanged': () => {
    const x = { shape: [2, 3], data: Float32Array.from([Number.NaN, 1, Infinity, -Infinity, 2, Number.NaN]) };
    const turned = [0, 3, 1, 4, 2, 5].map((i) => x.data[i]!);
    return [
      {
        what: 'transpose of NaN and infinities',
        inputs: [x],
        run: (t) => transpose(t),
        reference: () => ({ shape: [3, 2], ...exact(turned) }),
      },
    ];
  },
};

export const movementCases: readonly ConformanceCase[] = [
  ...opCases('movement', table),
  ...valueCases('movement', nan),
  opCase('movement', 'oneHot', async ({ backend }) => {
    const labels = tensor([2, 0, 1, 1, 3, 0], [2, 3], { dtype: 'int32', backend });
    const result = oneHot(labels, 4);
    const expected = [2, 0, 1, 1, 3, 0].flatMap((label) => [0, 1, 2, 3].map((i) => Number(i === label)));
    assertClose(await result.data(), exact(expected), 'oneHot of labels [2, 0, 1, 1, 3, 0]', [2, 3, 4]);
    labels.dispose();
    result.dispose();
  }),
  opCase('movement', 'toInt', async ({ backend }) => {
    const numbers = [0, 1, -1, 255, -65_537, 2 ** 24, -(2 ** 24), 70_000];
    const x = tensor(numbers, [2, 4], { backend });
    const result = toInt(x);
    assertClose(await result.data(), exact(numbers), 'toInt', [2, 4]);
    x.dispose();
    result.dispose();
  }),
];
