import { product } from '../harness/geometry.ts';
import { exact, type Expected } from '../tolerance.ts';
import { addressOf, denseStrides } from './binary.ts';

/** A dense row-major array of any rank, on the host. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** What an oracle says about the result of an operation. */
export interface ExpectedArray extends Expected {
  readonly shape: readonly number[];
}

/** Element at `index`. */
export function at({ shape, data }: NdArray, index: readonly number[]): number {
  return data[addressOfIndex(index, denseStrides(shape))]!;
}

/** An array made element by element from its index. */
export function build(shape: readonly number[], element: (index: readonly number[]) => number): NdArray {
  const ones = denseStrides(shape);
  const data = Float64Array.from({ length: product(shape) }, (_, position) => element(indexOf(position, shape, ones)));
  return { shape, data };
}

/** As {@link build}, for operations that only move numbers about. */
export function moved(shape: readonly number[], element: (index: readonly number[]) => number): ExpectedArray {
  return { shape, ...exact(build(shape, element).data) };
}

/** Coordinates of the element at `position`. */
export function indexOf(position: number, shape: readonly number[], strides: readonly number[]): number[] {
  return shape.map((length, axis) => Math.floor(position / strides[axis]!) % length);
}

function addressOfIndex(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);
}

/** Shape of two operands that broadcast, by the NumPy rule. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [x, y] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new Error(`[${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
    return x === 1 ? y : x;
  });
}

/** Strides by which an array of shape `from` is walked over the larger `shape` that it broadcasts to. */
export function broadcastStrides(from: readonly number[], shape: readonly number[]): number[] {
  const own = denseStrides(from);
  const missing = shape.length - from.length;
  return shape.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** Repeats `x` to `shape`. */
export function broadcastTo(x: NdArray, shape: readonly number[]): NdArray {
  const strides = broadcastStrides(x.shape, shape);
  const data = Float64Array.from({ length: product(shape) }, (_, i) => x.data[addressOf(i, shape, strides)]!);
  return { shape, data };
}
