/** Operators that move elements, on the backend or, for shapes, on the host. */
import {
  broadcastTo,
  concat,
  normalizeAxis,
  permute,
  reshape,
  ShapeError,
  showShape,
  slice,
  type Tensor,
  widen,
} from '@gemmule/core';
import type { Call } from '../graph/call.ts';
import type { Operator } from '../graph/operator.ts';
import {
  broadcastAll,
  broadcastStrides,
  concatNumbers,
  denseStrides,
  stridedNumbers,
  takeNumbers,
} from '../values/host.ts';
import { onDevice, onHost, type Value } from '../values/value.ts';
import { lengthsOf } from './shape.ts';
import { take } from './take.ts';

type T = Tensor<number[]>;

/** A result on the backend, with the type of the first input: a mask stays one. */
function like(call: Call, tensor: Tensor): Value {
  return onDevice(tensor, call.dtype(0) === 'bool' ? 'bool' : 'float32');
}

export const transposeOperator: Operator = (node) => {
  const order = node.ints('perm');
  return (call) => {
    const shape = call.shape(0);
    const axes = order ?? shape.map((_, axis) => shape.length - 1 - axis);
    if (!call.onHost(0)) return [like(call, permute(call.tensor(0), axes))];
    const isOrder = axes.length === shape.length && shape.every((_, axis) => axes.includes(axis));
    if (!isOrder) throw new ShapeError(`perm ${showShape(axes)} is not an order of the axes of ${showShape(shape)}`);
    const strides = denseStrides(shape);
    const lengths = axes.map((axis) => shape[axis]!);
    const walked = stridedNumbers(
      call.numbers(0),
      lengths,
      axes.map((axis) => strides[axis]!),
    );
    return [onHost(call.dtype(0), lengths, walked)];
  };
};

export const concatOperator: Operator = (node) => {
  const axis = node.int('axis', 0);
  if (node.inputCount === 0) node.refuse('it has no inputs');
  return (call) => {
    const { values } = call;
    const shape = call.shape(0);
    const along = normalizeAxis('Concat', axis, shape.length, shape);
    call.claim(
      shape.with(
        along,
        values.reduce((sum, value) => sum + (value.shape[along] ?? 0), 0),
      ),
    );
    if (call.onHost())
      return [
        concatNumbers(
          values.map((_, i) => call.hostValue(i)),
          along,
        ),
      ];
    return [
      like(
        call,
        concat(
          values.map((_, i) => call.tensor(i)),
          along,
        ),
      ),
    ];
  };
};

/** Lengths of the parts were an attribute before opset 13; since 18, so many equal parts, the last perhaps smaller. */
export const splitOperator: Operator = (node) => {
  const axis = node.int('axis', 0);
  const attribute = node.opset < 13 ? node.ints('split') : undefined;
  const count = node.opset >= 18 && node.has('num_outputs') ? node.int('num_outputs', 1) : node.outputs.length;
  return (call) => {
    const shape = call.shape(0);
    const along = normalizeAxis('Split', axis, shape.length, shape);
    const each = Math.ceil(shape[along]! / count);
    const equal = Array.from({ length: count }, (_, i) => Math.max(0, Math.min(each, shape[along]! - i * each)));
    const parts = attribute ?? call.optionalIntegers(1) ?? equal;
    const total = parts.reduce((sum, part) => sum + part, 0);
    if (total !== shape[along] || parts.some((part) => part < 0) || parts.length !== node.outputs.length) {
      throw new ShapeError(`parts ${showShape(parts)} are not ${node.outputs.length} that make up ${shape[along]}`);
    }
    let start = 0;
    return parts.map((part) => {
      start += part;
      return taken(call, along, { start: start - part, count: part, step: 1 });
    });
  };
};

interface Stretch {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** Elements of the first input at regular places along an axis. */
function taken(call: Call, axis: number, stretch: Stretch): Value {
  if (call.onHost(0)) return takeNumbers(call.hostValue(0), axis, positionsOf(stretch));
  return like(call, takeStretch(call.tensor(0), axis, stretch));
}

function positionsOf({ start, count, step }: Stretch): number[] {
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function takeStretch(x: T, axis: number, stretch: Stretch): T {
  const { start, count, step } = stretch;
  if (step < 0 && count > 1) return take(x, axis, positionsOf(stretch));
  const end = count === 0 ? start : start + (count - 1) * Math.max(step, 1) + 1;
  const range = [start, end, Math.max(step, 1)] as const;
  return widen(
    slice(
      x,
      x.shape.map((_, i) => (i === axis ? range : null)),
    ),
  );
}

/** Starts, ends, axes and steps were attributes before opset 10. */
export const sliceOperator: Operator = (node) => {
  const old = node.opset < 10;
  const [starts, ends, axes] = old ? [node.ints('starts'), node.ints('ends'), node.ints('axes')] : [];
  return (call) => {
    const shape = call.shape(0);
    const list = (index: number, attribute: readonly number[] | undefined): readonly number[] | undefined =>
      old ? attribute : call.optionalNumbers(index) && [...call.numbers(index)];
    const [from = [], to = []] = [list(1, starts), list(2, ends)];
    const along = list(3, axes) ?? from.map((_, i) => i);
    const steps = list(4, undefined) ?? from.map(() => 1);
    if ([to, along, steps].some((other) => other.length !== from.length)) {
      throw new ShapeError('starts, ends, axes and steps have different lengths');
    }
    const stretches = new Map<number, Stretch>();
    along.forEach((given, i) => {
      const axis = normalizeAxis('Slice', given, shape.length, shape);
      if (stretches.has(axis)) throw new ShapeError(`axis ${axis} is sliced twice`);
      stretches.set(axis, stretchOf(from[i]!, to[i]!, steps[i]!, shape[axis]!));
    });
    return [sliced(call, stretches)];
  };
};

/** A slice as ONNX and NumPy count it: negative places are from the end, those outside are moved to it. */
function stretchOf(from: number, to: number, step: number, length: number): Stretch {
  if (!Number.isInteger(step) || step === 0) throw new ShapeError(`a slice has step ${step}`);
  const place = (value: number, least: number, most: number): number =>
    Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const start = step > 0 ? place(from, 0, length) : place(from, 0, length - 1);
  const end = step > 0 ? place(to, 0, length) : place(to, -1, length - 1);
  return { start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
}

function sliced(call: Call, stretches: ReadonlyMap<number, Stretch>): Value {
  const { dtype, shape } = call.value(0);
  const all = shape.map((length, axis) => stretches.get(axis) ?? { start: 0, count: length, step: 1 });
  if (call.onHost(0)) {
    const strides = denseStrides(shape);
    const offset = all.reduce((sum, { start }, axis) => sum + start * strides[axis]!, 0);
    const lengths = all.map(({ count }) => count);
    const walked = stridedNumbers(
      call.numbers(0),
      lengths,
      all.map(({ step }, axis) => step * strides[axis]!),
      offset,
    );
    return onHost(dtype, lengths, walked);
  }
  // In one go where all steps are forward.
  const backward = all.some(({ step, count }) => step < 0 && count > 1);
  const x = call.tensor(0);
  if (backward)
    return like(
      call,
      all.reduce((part, stretch, axis) => takeStretch(part, axis, stretch), x),
    );
  const ranges = all.map(({ start, count, step }) => {
    const by = Math.max(step, 1);
    return [start, count === 0 ? start : start + (count - 1) * by + 1, by] as const;
  });
  return like(call, slice(x, ranges));
}

/** Slices by their positions along an axis; negative ones count from the end. */
export const gatherOperator: Operator = (node) => {
  const axis = node.int('axis', 0);
  return (call) => {
    const shape = call.shape(0);
    const along = normalizeAxis('Gather', axis, shape.length, shape);
    const length = shape[along]!;
    const positions = Array.from(call.numbers(1), (position) => (position < 0 ? position + length : position));
    const wrong = positions.find((position) => !(Number.isInteger(position) && position >= 0 && position < length));
    if (wrong !== undefined) throw new ShapeError(`index ${wrong} is not within the ${length} along axis ${along}`);
    const lengths = shape.toSpliced(along, 1, ...call.shape(1));
    call.claim(lengths);
    if (call.onHost(0)) {
      const { dtype, numbers } = takeNumbers(call.hostValue(0), along, positions);
      return [onHost(dtype, lengths, numbers!)];
    }
    return [like(call, reshape(take(call.tensor(0), along, positions), lengths))];
  };
};

/** Repeats by broadcasting in both directions: the shape may have ones where the input does not. */
export const expandOperator: Operator = () => (call) => {
  const shape = broadcastAll([call.shape(0), lengthsOf(call, 1)]);
  return [expanded(call, call.shape(0), shape)];
};

/** The first input, seen as of the shape `from`, repeated to `to`. */
function expanded(call: Call, from: readonly number[], to: readonly number[]): Value {
  call.claim(to);
  if (call.onHost(0)) return onHost(call.dtype(0), to, stridedNumbers(call.numbers(0), to, broadcastStrides(from, to)));
  return like(call, broadcastTo(reshape(call.tensor(0), [...from]), [...to]));
}

/** `[a, b]` repeated `[r, s]` times is `[1, a, 1, b]` broadcast to `[r, a, s, b]`. */
export const tileOperator: Operator = () => (call) => {
  const shape = call.shape(0);
  const repeats = lengthsOf(call, 1);
  if (repeats.length !== shape.length) throw new ShapeError(`${repeats.length} repeats for ${shape.length} dimensions`);
  const value = expanded(
    call,
    shape.flatMap((length) => [1, length]),
    shape.flatMap((length, i) => [repeats[i]!, length]),
  );
  const lengths = shape.map((length, i) => length * repeats[i]!);
  if (value.tensor === undefined) return [onHost(value.dtype, lengths, value.numbers!)];
  return [like(call, reshape(value.tensor as T, lengths))];
};

/** Blocks of channels become blocks of pixels. Columns first (CRD) is what PyTorch calls pixel shuffle. */
export const depthToSpaceOperator: Operator = (node) => {
  const block = blockSize(node.int('blocksize', 0), (why) => node.refuse(why));
  const mode = node.text('mode', ['DCR', 'CRD'], 'DCR');
  return (call) => {
    const x = call.tensor(0);
    const [n, c, h, w] = imageOf(x.shape);
    if (c % (block * block) !== 0) throw new ShapeError(`${c} channels are not a multiple of ${block}²`);
    const depth = c / (block * block);
    const [parts, order] =
      mode === 'DCR'
        ? [
            [n, block, block, depth, h, w],
            [0, 3, 4, 1, 5, 2],
          ]
        : [
            [n, depth, block, block, h, w],
            [0, 1, 4, 2, 5, 3],
          ];
    const moved = permute(widen(reshape(x, parts)), order);
    return [onDevice(reshape(moved, [n, depth, h * block, w * block]))];
  };
};

export const spaceToDepthOperator: Operator = (node) => {
  const block = blockSize(node.int('blocksize', 0), (why) => node.refuse(why));
  return (call) => {
    const x = call.tensor(0);
    const [n, c, h, w] = imageOf(x.shape);
    if (h % block !== 0 || w % block !== 0) throw new ShapeError(`${h} x ${w} pixels are not blocks of ${block}`);
    const parts = widen(reshape(x, [n, c, h / block, block, w / block, block]));
    return [onDevice(reshape(permute(parts, [0, 3, 5, 1, 2, 4]), [n, c * block * block, h / block, w / block]))];
  };
};

function blockSize(block: number, refuse: (why: string) => never): number {
  return block >= 1 ? block : refuse(`attribute blocksize is ${block}`);
}

function imageOf(shape: readonly number[]): [number, number, number, number] {
  if (shape.length !== 4) throw new ShapeError(`its input should be [N, C, H, W], got ${showShape(shape)}`);
  return shape as [number, number, number, number];
}
