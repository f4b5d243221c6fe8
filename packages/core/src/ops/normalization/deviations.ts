import { record } from '../../autograd/record.ts';
import type { Tensor } from '../../tensor.ts';
import { applyBinary, updateBinary } from '../elementwise/apply-binary.ts';
import { mul } from '../elementwise/mul.ts';
import { affine } from '../elementwise/affine.ts';
import { sub } from '../elementwise/sub.ts';
import { mean } from '../reduction/mean.ts';
import { keptShape, reduceAxes } from '../reduction/reduce-axes.ts';

export interface Deviations {
  /** `x - mean(x)`, of the shape of x. */
  readonly deviations: Tensor<number[]>;
  /** With 1 at the reduced axes; no gradient flows through it. */
  readonly mean: Tensor<number[]>;
}

/**
 * How far each element lies from the mean over `axes` (sorted). The mean of what is left is taken off as well: the first one
 * is off by the roundings of a sum, which are large where the mean is, and the second sum has small terms only (the two-pass
 * algorithm with correction of Chan, Golub and LeVeque, 1983).
 *
 * Taking off the mean is a projection that is its own transpose, and so the gradient is `dy - mean(dy)`.
 */
export function deviationsOf(operation: string, x: Tensor, axes: readonly number[]): Deviations {
  const kept = keptShape(x.shape, axes);
  const rough = reduceAxes(operation, 'mean', x, axes, kept);
  const deviations = applyBinary(operation, 'sub', x, rough);
  const rest = reduceAxes(operation, 'mean', deviations, axes, kept);
  updateBinary('sub', deviations, rest);
  updateBinary('add', rough, rest);
  rest.dispose();
  record(deviations, {
    operation,
    inputs: [x],
    gradients: [(dy) => sub(dy, mean(dy, { axis: axes, keepDims: true }))],
  });
  return { deviations, mean: rough };
}

/**
 * Mean of squares over `axes` (sorted), which keep a length of 1: of deviations, the variance. In one rule, because that of a
 * product of a tensor with itself would go over it twice as often.
 */
export function meanSquare(operation: string, x: Tensor, axes: readonly number[]): Tensor<number[]> {
  const squares = applyBinary(operation, 'mul', x, x);
  const y = reduceAxes(operation, 'mean', squares, axes, keptShape(x.shape, axes));
  squares.dispose();
  const factor = (2 * y.size) / x.size;
  return record(y, {
    operation,
    inputs: [x],
    saved: [x],
    gradients: [(dy, [x]) => mul(x, affine(dy, factor, 0))],
  });
}
