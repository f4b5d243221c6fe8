import { type DType, type Shape, ShapeError } from '@gemmule/core';
import type { Dataset } from './dataset.ts';

/**
 * Some samples of a data set: the first `samples`, or those of the given indices, in their order.
 *
 * @throws ShapeError when there are not so many, or an index is no sample.
 * @example
 * ```ts
 * const training = subset(data, 48);
 * ```
 */
export function subset<D extends DType, S extends Shape, T extends Shape>(
  data: Dataset<D, S, T>,
  samples: number | ArrayLike<number>,
): Dataset<D, S, T> {
  const { length, inputShape, targetShape, targetType, classes } = data;
  const rows = select(length, samples);
  return {
    length: rows.length,
    inputShape,
    targetShape,
    targetType,
    classes,
    copy: (index, inputs, targets, row) => data.copy(rows[index]!, inputs, targets, row),
  };
}

function select(length: number, samples: number | ArrayLike<number>): Uint32Array {
  if (typeof samples === 'number') {
    if (Number.isSafeInteger(samples) && samples >= 0 && samples <= length) {
      return Uint32Array.from({ length: samples }, (_, i) => i);
    }
    throw new ShapeError(`subset: the number of samples must be an integer from 0 to ${length}, got ${samples}`);
  }
  return Uint32Array.from(samples, (index, i) => {
    if (Number.isSafeInteger(index) && index >= 0 && index < length) return index;
    throw new ShapeError(`subset: index ${index} at position ${i} is not one of the ${length} samples`);
  });
}
