/** Arithmetic and movement of what lives on the host: shapes, sizes, indices. Small, so plain loops will do. */
import { broadcastRule, ShapeError, showShape } from '@gemmule/core';
import { type ElementType, integerRange, isFloat } from '../file/element-type.ts';
import type { Numbers } from '../file/tensor-data.ts';
import { onHost, type Value } from './value.ts';

/** A value whose numbers are at hand. */
export interface HostValue extends Value {
  readonly numbers: Numbers;
}

/** A result of arithmetic. @throws ShapeError for an integer that its type does not hold. */
export function checked(dtype: ElementType, shape: readonly number[], numbers: ArrayLike<number>): Value {
  const value = onHost(dtype, shape, numbers);
  if (!isFloat(dtype)) {
    const [least, most] = integerRange(dtype as Exclude<ElementType, 'float32' | 'float64'>);
    const wrong = value.numbers!.find((one) => !(Number.isInteger(one) && one >= least && one <= most));
    if (wrong !== undefined) throw new ShapeError(`${wrong} does not fit ${dtype}`);
  }
  return value;
}

/** The shape that all operands broadcast to. */
export function broadcastAll(shapes: readonly (readonly number[])[]): number[] {
  return shapes.reduce<number[]>((a, b) => broadcastRule('broadcast', a, b), []);
}

/** `f` of each element of operands that broadcast to `shape`. */
export function mapNumbers(
  dtype: ElementType,
  shape: readonly number[],
  operands: readonly HostValue[],
  f: (...numbers: number[]) => number,
): Value {
  const columns = operands.map((one) => stridedNumbers(one.numbers, shape, broadcastStrides(one.shape, shape)));
  const size = sizeOf(shape);
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) result[i] = f(...columns.map((column) => column[i]!));
  return checked(dtype, shape, result);
}

export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = denseStrides(from).map((stride, axis) => (from[axis] === 1 ? 0 : stride));
  return [...new Array<number>(to.length - from.length).fill(0), ...strides];
}

/** The elements that a walk over `shape` meets, row-major. */
export function stridedNumbers(
  numbers: Numbers,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Float64Array {
  const result = new Float64Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let i = 0; i < result.length; i++) {
    result[i] = numbers[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** Elements of `axis` by their positions, which are within it. */
export function takeNumbers({ shape, numbers, dtype }: HostValue, axis: number, positions: readonly number[]): Value {
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const length = shape[axis]!;
  const result = new Float64Array(outer * positions.length * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const position of positions) {
      const from = (o * length + position) * inner;
      result.set(numbers.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return onHost(dtype, shape.with(axis, positions.length), result);
}

export function concatNumbers(values: readonly HostValue[], axis: number): Value {
  const [first] = values as [HostValue];
  const fits = values.every((one) => {
    return (
      one.shape.length === first.shape.length && one.shape.every((length, i) => i === axis || length === first.shape[i])
    );
  });
  if (!fits)
    throw new ShapeError(`shapes ${values.map((one) => showShape(one.shape)).join(' and ')} do not join along ${axis}`);
  const inner = sizeOf(first.shape.slice(axis + 1));
  const outer = sizeOf(first.shape.slice(0, axis));
  const total = values.reduce((sum, one) => sum + one.shape[axis]!, 0);
  const result = new Float64Array(outer * total * inner);
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const { numbers, shape } of values) {
      const block = shape[axis]! * inner;
      result.set(numbers.subarray(o * block, (o + 1) * block), to);
      to += block;
    }
  }
  return onHost(first.dtype, first.shape.with(axis, total), result);
}

export function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
