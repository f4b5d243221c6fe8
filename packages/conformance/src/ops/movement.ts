import { broadcastTo, concat, flatten, oneHot, pad, permute, reshape, slice, tensor, transpose } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assertClose } from '../harness/compare.ts';
import { type Examples, opCase, opCases, type OpExample, valueCases } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { at, broadcastTo as broadcastReference, moved, type NdArray } from '../reference/array.ts';
import { exact } from '../tolerance.ts';

const random = (source: Random, shape: readonly number[]): NdArray => ({
  shape,
  data: source.floats(shape.reduce((a, b) => a * b, 1)),
});

const same = (shape: readonly number[]) => (x: NdArray) => ({ shape, ...exact(x.data) });

function permuteExample(shape: readonly number[], axes: readonly number[], source: Random): OpExample {
  return {
    what: `permute of [${shape.join(', ')}] by [${axes.join(', ')}]`,
    inputs: [random(source, shape)],
    run: (x) => permute(x, [...axes]),
    reference: (x) =>
      moved(
        axes.map((axis) => shape[axis]!),
        (index) =>
          at(
            x,
            shape.map((_, axis) => index[axes.indexOf(axis)]!),
          ),
      ),
  };
}

function transposeExample(shape: readonly number[], a: number, b: number, source: Random): OpExample {
  const rank = shape.length;
  const axes = shape.map((_, i) => i);
  [axes[(a + rank) % rank], axes[(b + rank) % rank]] = [axes[(b + rank) % rank]!, axes[(a + rank) % rank]!];
  return {
    ...permuteExample(shape, axes, source),
    what: `transpose of [${shape.join(', ')}], axes ${a} and ${b}`,
    run: (x) => transpose(x, a, b),
  };
}

function padExample(
  shape: readonly number[],
  pads: readonly (readonly [number, number])[],
  value: number,
  source: Random,
): OpExample {
  const wide = shape.map((length, axis) => length + pads[axis]![0] + pads[axis]![1]);
  return {
    what: `pad of [${shape.join(', ')}] by ${JSON.stringify(pads)} with ${value}`,
    inputs: [random(source, shape)],
    run: (x) => pad(x, pads, value),
    reference: (x) =>
      moved(wide, (index) => {
        const inner = index.map((i, axis) => i - pads[axis]![0]);
        return inner.every((i, axis) => i >= 0 && i < shape[axis]!) ? at(x, inner) : value;
      }),
  };
}

type Range = null | readonly [number, number] | readonly [number, number, number];

function sliceExample(shape: readonly number[], ranges: readonly Range[], source: Random): OpExample {
  const full = shape.map((length, axis) => {
    const [start, end, step = 1] = ranges[axis] ?? [0, length];
    const [from, to] = [start < 0 ? start + length : start, end < 0 ? end + length : end];
    return { from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
  });
  return {
    what: `slice of [${shape.join(', ')}] by ${JSON.stringify(ranges)}`,
    inputs: [random(source, shape)],
    run: (x) => slice(x, ranges),
    reference: (x) =>
      moved(
        full.map(({ count }) => count),
        (index) =>
          at(
            x,
            index.map((i, axis) => full[axis]!.from + i * full[axis]!.step),
          ),
      ),
  };
}

function concatExample(shapes: readonly (readonly number[])[], axis: number, source: Random): OpExample {
  const along = axis < 0 ? axis + shapes[0]!.length : axis;
  const total = shapes.reduce((sum, shape) => sum + shape[along]!, 0);
  return {
    what: `concat of ${JSON.stringify(shapes)} along ${axis}`,
    inputs: shapes.map((shape) => random(source, shape)),
    run: (...parts) => concat(parts, axis),
    reference: (...parts) =>
      moved(
        shapes[0]!.map((length, i) => (i === along ? total : length)),
        (index) => {
          let position = index[along]!;
          const part = parts.find(({ shape }) => {
            if (position < shape[along]!) return true;
            position -= shape[along]!;
            return false;
          });
          return at(
            part!,
            index.map((i, dimension) => (dimension === along ? position : i)),
          );
        },
      ),
  };
}

function broadcastExample(from: readonly number[], to: readonly number[], source: Random): OpExample {
  return {
    what: `broadcastTo of [${from.join(', ')}] to [${to.join(', ')}]`,
    inputs: [random(source, from)],
    run: (x) => broadcastTo(x, [...to]),
    reference: (x) => ({ shape: to, ...exact(broadcastReference(x, to).data) }),
  };
}

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
      inputs: [random(source, [2, 6])],
      run: (x) => reshape(x, [3, 4]),
      reference: same([3, 4]),
    },
    { what: 'reshape of [1] to []', inputs: [random(source, [1])], run: (x) => reshape(x, []), reference: same([]) },
    {
      what: 'flatten of [2, 3, 4]',
      inputs: [random(source, [2, 3, 4])],
      run: (x) => flatten(x),
      reference: same([2, 12]),
    },
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
];
