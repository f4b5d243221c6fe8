import { emptyIntTensor, type Tensor } from '../../tensor.ts';
import { entriesAlong, gatherEntries } from './entries.ts';

/**
 * `x` with other entries along an axis: those at the `places`, one after the other, and 0 for a place outside of the axis. For
 * operations that know the places themselves.
 */
export function gatherAxis(operation: string, x: Tensor, axis: number, places: readonly number[]): Tensor<number[]> {
  const indices = emptyIntTensor(x.backend, [places.length]).write(Int32Array.from(places));
  const y = gatherEntries(x, indices, entriesAlong(operation, x.shape, axis, [places.length]));
  indices.dispose();
  return y;
}
