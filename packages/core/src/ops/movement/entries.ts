import { record } from '../../autograd/record.ts';
import type { GatherSizes } from '../../backend/overrides.ts';
import { sizeOf } from '../../shape/shape.ts';
import { emptyTensor, type IntTensor, type Tensor } from '../../tensor.ts';
import { gatherByProduct, scatterAddByProduct } from './one-hot-product.ts';

/** Which entries of what. */
export interface Entries extends GatherSizes {
  /** Name of the public operation, for errors. */
  readonly operation: string;
  /** Shape of what is picked from, which is `[outer, size, inner]` in other words. */
  readonly from: readonly number[];
  /** Shape of what is picked, which is `[outer, count, inner]` in other words. */
  readonly to: readonly number[];
}

/** Picks entries, as the contract's `gather` says; its gradient is {@link scatterEntries}. The indices are not checked. */
export function gatherEntries(x: Tensor, indices: IntTensor, entries: Entries): Tensor<number[]> {
  const { backend } = x;
  const { operation, from: _, to, ...sizes } = entries;
  const y = emptyTensor(backend, to);
  const op = { x: x.storage.buffer, indices: indices.storage.buffer, y: y.storage.buffer, ...sizes };
  if (backend.overrides?.gather?.(op) !== true) gatherByProduct(operation, backend, op);
  return record(y, {
    operation,
    inputs: [x],
    saved: [indices],
    gradients: [(dy, [indices]) => scatterEntries(dy, indices, entries)],
  });
}

/** The adjoint: sums entries where the indices say. Each is the gradient of the other. */
export function scatterEntries(dy: Tensor, indices: IntTensor, entries: Entries): Tensor<number[]> {
  const { backend } = dy;
  const { operation, from, to: _, ...sizes } = entries;
  const dx = emptyTensor(backend, from);
  const op = { dy: dy.storage.buffer, indices: indices.storage.buffer, dx: dx.storage.buffer, ...sizes };
  if (backend.overrides?.scatterAdd?.(op) !== true) scatterAddByProduct(operation, backend, op);
  return record(dx, {
    operation: `${operation} gradient`,
    inputs: [dy],
    saved: [indices],
    gradients: [(dz, [indices]) => gatherEntries(dz, indices, entries)],
  });
}

/** Entries along one axis of `from`, which the dimensions `lengths` of the indices take the place of. */
export function entriesAlong(
  operation: string,
  from: readonly number[],
  axis: number,
  lengths: readonly number[],
): Entries {
  const [before, after] = [from.slice(0, axis), from.slice(axis + 1)];
  return {
    operation,
    from,
    to: [...before, ...lengths, ...after],
    outer: sizeOf(before),
    size: from[axis]!,
    inner: sizeOf(after),
    count: sizeOf(lengths),
    perOuter: false,
  };
}

/** Cells of the planes of images, `[N, C, ...]`, by their positions in the plane: a list for each of the `planes`. */
export function entriesOfPlanes(
  operation: string,
  planes: number,
  from: readonly number[],
  to: readonly number[],
): Entries {
  const [size, count] = [sizeOf(from.slice(2)), sizeOf(to.slice(2))];
  return { operation, from, to, outer: planes, size, inner: 1, count, perOuter: true };
}
