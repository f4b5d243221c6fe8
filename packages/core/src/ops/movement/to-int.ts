import { ShapeError } from '../../errors.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyIntTensor, type IntTensor, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { stridedCopy } from './strided-copy.ts';

/**
 * Whole numbers as int32: ids and labels that came as float32, which holds all of them up to 2^24. No gradient flows through it.
 *
 * A number that is not whole, or too large, is an error where the backend can read at once (`dataSync`); elsewhere, as in
 * WebGPU, the fraction is cut off.
 *
 * @throws ShapeError for a number that is no int32.
 * @example
 * ```ts
 * toInt(tensor([2, 0, 1], [3]));   // IntTensor<[3]>: [2, 0, 1]
 * ```
 */
export function toInt<const S extends Shape>(x: Tensor<S>): IntTensor<S>;
export function toInt(x: Tensor): IntTensor {
  const backend = backendOf('toInt', x);
  if (backend.readSync !== undefined) {
    const values = x.dataSync();
    const at = values.findIndex((value) => value !== (value | 0));
    if (at >= 0) throw new ShapeError(`toInt: value ${values[at]} at position ${at} is not an int32`);
  }
  const y = emptyIntTensor(backend, x.shape);
  const walk = { offset: 0, strides: [1] };
  stridedCopy(backend, [x.size], { tensor: x, ...walk }, { tensor: y, ...walk });
  return y;
}
