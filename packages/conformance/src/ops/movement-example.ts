import {
  broadcastTo,
  concat,
  pad,
  type PadMode,
  type Pads,
  permute,
  pick,
  scope,
  slice,
  tensor,
  transpose,
} from '@gemmule/core';
import type { OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { at, broadcastTo as broadcastReference, type ExpectedArray, moved, type NdArray } from '../reference/array.ts';
import { exact } from '../tolerance.ts';

/** An operand of random numbers. */
export const operand = (source: Random, shape: readonly number[]): NdArray => ({
  shape,
  data: source.floats(shape.reduce((a, b) => a * b, 1)),
});

/** The same elements under another shape. */
export const reshaped =
  (shape: readonly number[]) =>
  (x: NdArray): ExpectedArray => ({ shape, ...exact(x.data) });

export function permuteExample(shape: readonly number[], axes: readonly number[], source: Random): OpExample {
  return {
    what: `permute of [${shape.join(', ')}] by [${axes.join(', ')}]`,
    inputs: [operand(source, shape)],
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

/** Labels for each position but the axis of classes, in its order; those outside of the classes pick nothing. */
export function pickExample(shape: readonly number[], labels: readonly number[], source: Random): OpExample {
  const [batch = 0, classes = 0, ...rest] = shape;
  return {
    what: `pick of [${shape.join(', ')}] by [${labels.join(', ')}]`,
    inputs: [operand(source, shape)],
    run: (x) =>
      scope(() => {
        const dtype = 'int32';
        return pick(x, tensor<number[]>([...labels], [batch, ...rest], { dtype, backend: x.backend }));
      }),
    reference: (x) => {
      let position = 0;
      return moved([batch, ...rest], ([n = 0, ...others]) => {
        const label = labels[position++]!;
        return label < 0 || label >= classes ? 0 : at(x, [n, label, ...others]);
      });
    },
  };
}

export function transposeExample(shape: readonly number[], a: number, b: number, source: Random): OpExample {
  const rank = shape.length;
  const axes = shape.map((_, i) => i);
  [axes[(a + rank) % rank], axes[(b + rank) % rank]] = [axes[(b + rank) % rank]!, axes[(a + rank) % rank]!];
  return {
    ...permuteExample(shape, axes, source),
    what: `transpose of [${shape.join(', ')}], axes ${a} and ${b}`,
    run: (x) => transpose(x, a, b),
  };
}

export function padExample(shape: readonly number[], pads: Pads, value: number, source: Random): OpExample {
  const wide = shape.map((length, axis) => length + pads[axis]![0] + pads[axis]![1]);
  return {
    what: `pad of [${shape.join(', ')}] by ${JSON.stringify(pads)} with ${value}`,
    inputs: [operand(source, shape)],
    run: (x) => pad(x, pads, value),
    reference: (x) =>
      moved(wide, (index) => {
        const inner = index.map((i, axis) => i - pads[axis]![0]);
        return inner.every((i, axis) => i >= 0 && i < shape[axis]!) ? at(x, inner) : value;
      }),
  };
}

export type BorderMode = Exclude<PadMode, 'constant'>;

/** Which of `length` cells a position outside sees, by the period of the pattern. */
const seenCell = {
  reflect: (position, length) => {
    const period = Math.max(1, 2 * (length - 1));
    const place = ((position % period) + period) % period;
    return place < length ? place : period - place;
  },
  replicate: (position, length) => (position < 0 ? 0 : position < length ? position : length - 1),
  circular: (position, length) => ((position % length) + length) % length,
} as const satisfies Record<BorderMode, (position: number, length: number) => number>;

/** `x` with a border taken from itself. */
export function bordered(x: NdArray, pads: Pads, mode: BorderMode): ExpectedArray {
  const wide = x.shape.map((length, axis) => length + pads[axis]![0] + pads[axis]![1]);
  return moved(wide, (index) =>
    at(
      x,
      index.map((i, axis) => seenCell[mode](i - pads[axis]![0], x.shape[axis]!)),
    ),
  );
}

export function borderExample(shape: readonly number[], pads: Pads, mode: BorderMode, source: Random): OpExample {
  return {
    what: `pad of [${shape.join(', ')}] by ${JSON.stringify(pads)} mode ${mode}`,
    inputs: [operand(source, shape)],
    run: (x) => pad(x, pads, { mode }),
    reference: (x) => bordered(x, pads, mode),
  };
}

export type Range = null | readonly [number, number] | readonly [number, number, number];

export function sliceExample(shape: readonly number[], ranges: readonly Range[], source: Random): OpExample {
  const full = shape.map((length, axis) => {
    const [start, end, step = 1] = ranges[axis] ?? [0, length];
    const [from, to] = [start < 0 ? start + length : start, end < 0 ? end + length : end];
    return { from, step, count: Math.max(0, Math.ceil((to - from) / step)) };
  });
  return {
    what: `slice of [${shape.join(', ')}] by ${JSON.stringify(ranges)}`,
    inputs: [operand(source, shape)],
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

export function concatExample(shapes: readonly (readonly number[])[], axis: number, source: Random): OpExample {
  const along = axis < 0 ? axis + shapes[0]!.length : axis;
  const total = shapes.reduce((sum, shape) => sum + shape[along]!, 0);
  return {
    what: `concat of ${JSON.stringify(shapes)} along ${axis}`,
    inputs: shapes.map((shape) => operand(source, shape)),
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

export function broadcastExample(from: readonly number[], to: readonly number[], source: Random): OpExample {
  return {
    what: `broadcastTo of [${from.join(', ')}] to [${to.join(', ')}]`,
    inputs: [operand(source, from)],
    run: (x) => broadcastTo(x, [...to]),
    reference: (x) => ({ shape: to, ...exact(broadcastReference(x, to).data) }),
  };
}
