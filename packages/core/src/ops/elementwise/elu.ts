import { record } from '../../autograd/record.ts';
import { scalar } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import { showValue } from '../../shape/show.ts';
import type { Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { applyBinary, updateBinary } from './apply-binary.ts';
import { applyUnary, updateUnary } from './apply-unary.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * Exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016): `x` where it is positive, else `alpha * (exp(x) - 1)`.
 * The gradient is `dy`, times `y + alpha` where x is not positive.
 *
 * @throws ShapeError when alpha is not a finite number from 0; UsageError when `x` was disposed.
 * @example
 * ```ts
 * elu(tensor([-1, 2], [2]));   // [-0.6321206, 2]
 * ```
 */
export function elu<const S extends Shape>(x: Tensor<S>, alpha?: number): Tensor<S>;
export function elu(x: Tensor, alpha = 1): Tensor {
  const backend = backendOf('elu', x);
  if (!(Number.isFinite(alpha) && alpha >= 0)) {
    throw new ShapeError(`elu: alpha must be a finite number of at least 0, got ${showValue(alpha)}`);
  }
  return scope(() => {
    // The exponential of what is not above 0 does not overflow, and is 1, which becomes 0, where x is positive.
    const y = applyBinary('elu', 'minimum', x, scalar(0, { backend }));
    updateUnary('exp', y);
    updateUnary('affine', y, alpha, -alpha);
    updateBinary('add', y, applyUnary('elu', x, 'relu'));
    return record(y, {
      operation: 'elu',
      inputs: [x],
      saved: [y],
      gradients: [
        (dy, [y]) => {
          const negative = affine(minimum(y, 0), 1, alpha);
          return mul(dy, alpha === 1 ? negative : add(negative, affine(step(y), 1 - alpha, 0)));
        },
      ],
    });
  });
}
