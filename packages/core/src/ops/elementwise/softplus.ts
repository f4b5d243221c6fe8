import { record } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { updateBinary } from './apply-binary.ts';
import { applyUnary, updateUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * `log(1 + exp(x))`, a smooth rectifier, computed as `max(x, 0) + log(1 + exp(-|x|))`, which does not overflow. Results far
 * below 1 are right to within 1e-7, not to seven digits. The gradient is `dy * sigmoid(x)`.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * softplus(tensor([0, 100], [2]));   // [0.6931472, 100]
 * ```
 */
export function softplus<const S extends Shape>(x: Tensor<S>): Tensor<S>;
export function softplus(x: Tensor): Tensor {
  return scope(() => {
    const y = applyUnary('softplus', x, 'abs');
    updateUnary('affine', y, -1, 0);
    updateUnary('exp', y);
    updateUnary('affine', y, 1, 1);
    updateUnary('log', y);
    updateBinary('add', y, applyUnary('softplus', x, 'relu'));
    return record(y, {
      operation: 'softplus',
      inputs: [x],
      saved: [x],
      gradients: [(dy, [x]) => mul(dy, sigmoid(x))],
    });
  });
}
