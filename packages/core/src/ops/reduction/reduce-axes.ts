import type { ReduceFunction } from '../../backend/reduction.ts';
import { emptyTensor, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

/** Which axes to reduce, and whether they stay as length 1. */
export interface ReduceOptions<Axis, KeepDims> {
  /** One axis or several; negative ones count from the end. Default: all. */
  readonly axis?: Axis;
  /** Whether reduced axes stay, with length 1. Default false. */
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
  const groups = neighbours(axes).reverse();
  if (groups.length === 0) return new Tensor<number[]>(x.storage.retain(), shape);
  const lengths = [...x.shape] as number[];
  let from: Tensor = x;
  groups.forEach(([first, last], i) => {
    const outer = product(lengths, 0, first);
    const size = product(lengths, first, last + 1);
    const inner = product(lengths, last + 1, lengths.length);
    lengths.fill(1, first, last + 1);
    const to = emptyTensor(backend, i === groups.length - 1 ? shape : lengths.slice());
    backend.reduce({ function: name, x: from.storage.buffer, y: to.storage.buffer, outer, size, inner });
    if (from !== x) from.dispose();
    from = to;
  });
  return from as Tensor<number[]>;
}

function product(lengths: readonly number[], from: number, to: number): number {
  let result = 1;
  for (let axis = from; axis < to; axis++) result *= lengths[axis]!;
  return result;
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
