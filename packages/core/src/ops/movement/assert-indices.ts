import { ShapeError, UsageError } from '../../errors.ts';
import type { SharedStorage } from '../../memory/shared-storage.ts';
import type { IntTensor } from '../../tensor.ts';

/** The smallest and the largest index of a tensor, in one version of its content. */
interface Extent {
  readonly version: number;
  readonly low: number;
  readonly high: number;
}

const known = new WeakMap<SharedStorage, Extent>();

/**
 * Throws where an index is outside of `low … size - 1`. A tensor is read once for each version of its content. Backends that
 * cannot read at once are spared: waiting for the device in each step costs more than the step.
 *
 * @throws UsageError when the indices are not int32; ShapeError naming the first index that is outside.
 */
export function assertIndices(operation: string, indices: IntTensor, size: number, low = 0): void {
  if (indices.dtype !== 'int32') {
    throw new UsageError(`${operation}: indices must be int32; make them with tensor(…, { dtype: 'int32' })`);
  }
  if (indices.backend.readSync === undefined) return;
  const { storage } = indices;
  let extent = known.get(storage);
  if (extent?.version !== storage.version) {
    extent = { version: storage.version, ...extentOf(indices.dataSync()) };
    known.set(storage, extent);
  }
  if (extent.low >= low && extent.high < size) return;
  const values = indices.dataSync();
  const at = values.findIndex((index) => index < low || index >= size);
  throw new ShapeError(`${operation}: index ${values[at]} at position ${at} is outside ${low} … ${size - 1}`);
}

function extentOf(values: Int32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return { low, high };
}
