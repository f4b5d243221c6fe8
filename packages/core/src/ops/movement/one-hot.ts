import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type IntTensor, type Tensor } from '../../tensor.ts';
import { equal } from '../elementwise/equal.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { stridedCopy } from './strided-copy.ts';

/**
 * A row of `classes` numbers for each label, 1 at the label and 0 elsewhere; all 0 for a label outside `0 … classes - 1`.
 *
 * @throws ShapeError when `classes` is not a positive integer.
 * @example
 * ```ts
 * oneHot(tensor([2, 0], [2], { dtype: 'int32' }), 3);   // [[0, 0, 1], [1, 0, 0]]
 * ```
 */
export function oneHot<const S extends Shape, const Classes extends number>(
  labels: IntTensor<S>,
  classes: Classes,
): Tensor<[...S, Classes]> {
  const backend = backendOf('oneHot', labels);
  if (!Number.isSafeInteger(classes) || classes < 1) {
    throw new ShapeError(`oneHot: classes must be a positive integer, got ${classes}`);
  }
  return scope(() => {
    const column = [...labels.shape, 1];
    const values = emptyTensor(backend, column);
    const walk = { offset: 0, strides: denseStrides(column) };
    stridedCopy(backend, column, { tensor: labels, ...walk }, { tensor: values, ...walk });
    const numbers = new Float32Array(classes);
    for (let i = 0; i < classes; i++) numbers[i] = i;
    return equal(values, tensor(numbers, [classes], { backend })) as Tensor<Shape> as Tensor<[...S, Classes]>;
  });
}
