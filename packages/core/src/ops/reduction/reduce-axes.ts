import type { ReduceFunction } from '../../backend/reduction.ts';
import { scope } from '../../memory/scope.ts';
import { emptyTensor, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

/** Which axes to reduce, and whether they stay as length 1. */
export interface ReduceOptions<Axis, KeepDims> {
  /** One axis or several; negative ones count from the end. Default: all. */
  readonly axis?: Axis;
  readonly keepDims?: KeepDims;
}

/**
 * Reduces `axes` (sorted) of `x` to a tensor of `shape`, one kernel call for each group of neighbouring axes; records
 * nothing. For a mean over several groups the mean of means is right, because all groups have the same size.
 */
export function reduceAxes(
  operation: string,
  name: ReduceFunction,
  x: Tensor,
  axes: readonly number[],
  shape: readonly number[],
): Tensor<number[]> {
  const backend = backendOf(operation, x);
  const lengths = [...x.shape] as number[];
  return scope(() => {
    let from: Tensor = x;
    for (const [first, last] of neighbours(axes).reverse()) {
      const [outer, size, inner] = [
        lengths.slice(0, first),
        lengths.slice(first, last + 1),
        lengths.slice(last + 1),
      ].map((part) => part.reduce((a, b) => a * b, 1)) as [number, number, number];
      lengths.fill(1, first, last + 1);
      const to = emptyTensor(backend, lengths.slice());
      backend.reduce({ function: name, x: from.storage.buffer, y: to.storage.buffer, outer, size, inner });
      from = to;
    }
    return new Tensor<number[]>(from.storage.retain(), shape);
  });
}

/** `[0, 2, 3]` to `[[0, 0], [2, 3]]`. */
function neighbours(axes: readonly number[]): [number, number][] {
  const groups: [number, number][] = [];
  for (const axis of axes) {
    const last = groups.at(-1);
    if (last !== undefined && last[1] === axis - 1) last[1] = axis;
    else groups.push([axis, axis]);
  }
  return groups;
}

/** `x.shape` with 1 at the reduced axes. */
export function keptShape(shape: readonly number[], axes: readonly number[]): number[] {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}
