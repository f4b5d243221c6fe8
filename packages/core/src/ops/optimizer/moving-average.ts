import { ShapeError } from '../../errors.ts';
import { sameRule } from '../../shape/same.ts';
import { showValue } from '../../shape/show.ts';
import type { Tensor } from '../../tensor.ts';
import { applyUnary, updateUnary } from '../elementwise/apply-unary.ts';
import { updateBinary } from '../elementwise/apply-binary.ts';
import { backendOf } from '../operands.ts';

/**
 * `average = (1 - momentum) * average + momentum * value`, in place: an exponential moving average, as of running statistics
 * or of weights. Nothing is recorded.
 *
 * @throws ShapeError when the shapes differ or momentum is not from 0 to 1; BackendError for operands on two backends.
 * @example
 * ```ts
 * const average = zeros([2]);
 * movingAverage(average, tensor([10, 20], [2]), 0.1);   // average is [1, 2]
 * ```
 */
export function movingAverage(average: Tensor, value: Tensor, momentum: number): void {
  backendOf('movingAverage', average, value);
  sameRule('movingAverage', average.shape, value.shape);
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new ShapeError(`movingAverage: momentum must be from 0 to 1, got ${showValue(momentum)}`);
  }
  updateUnary('affine', average, 1 - momentum);
  const share = applyUnary('movingAverage', value, 'affine', momentum);
  updateBinary('add', average, share);
  share.dispose();
  average.storage.version += 1;
}
