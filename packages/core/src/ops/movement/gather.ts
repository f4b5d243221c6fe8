import { type GatherShape, gatherRule } from '../../shape/gather.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { IntTensor, Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { assertIndices } from './assert-indices.ts';
import { entriesAlong, gatherEntries } from './entries.ts';

/** Options of {@link gather}. */
export interface GatherOptions<Axis> {
  /** The axis that is indexed; a negative one counts from the end. Default 0. */
  readonly axis?: Axis;
}

/**
 * Entries of `x` along an axis, those that `indices` names: rows of a table, for axis 0. The shape of the indices takes the
 * place of the axis, `x.shape[..axis] + indices.shape + x.shape[axis + 1..]`. The gradient is `dy` summed to where it was
 * picked.
 *
 * An index outside of the axis is an error where the backend can read at once (`dataSync`); elsewhere, as in WebGPU, it picks
 * 0. Backends without a kernel for it multiply by 0 what is not picked: there, where `x` has a NaN or an infinity, all that
 * is picked at its place in the other axes is NaN.
 *
 * @throws ShapeError when the axis does not exist or an index is outside of it; BackendError for operands on two backends;
 *   UsageError for indices that are not int32.
 * @example
 * ```ts
 * const table = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
 * gather(table, tensor([2, 0, 2], [3], { dtype: 'int32' }));   // [[5, 6], [1, 2], [5, 6]]
 * gather(table, tensor([1], [], { dtype: 'int32' }), { axis: 1 });   // [2, 4, 6]
 * ```
 */
export function gather<const S extends Shape, const Indices extends Shape, const Axis extends number = 0>(
  x: Arg<GatherShape<S, Indices, Axis>, Tensor<S>>,
  indices: IntTensor<Indices>,
  options?: GatherOptions<Axis>,
): Out<GatherShape<S, Indices, Axis>>;
export function gather(x: Tensor, indices: IntTensor, options: GatherOptions<number> = {}): Tensor {
  backendOf('gather', x, indices);
  const { axis } = gatherRule(x.shape, indices.shape, options.axis);
  assertIndices('gather', indices, x.shape[axis]!);
  return gatherEntries(x, indices, entriesAlong('gather', x.shape, axis, indices.shape));
}
