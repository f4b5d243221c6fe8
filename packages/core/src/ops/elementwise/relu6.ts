import { record } from '../../autograd/record.ts';
import { scalar } from '../../create.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { affine } from './affine.ts';
import { updateBinary } from './apply-binary.ts';
import { applyUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * `min(max(x, 0), 6)`, a rectifier for numbers of few bits (Howard and others, "MobileNets", 2017). The gradient is `dy` where
 * x is between 0 and 6, neither included, else 0: where `y * (6 - y)` is positive.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * relu6(tensor([-1, 2, 8], [3]));   // [0, 2, 6]
 * ```
 */
export function relu6<const S extends Shape>(x: Tensor<S>): Tensor<S>;
export function relu6(x: Tensor): Tensor {
  return scope(() => {
    const y = applyUnary('relu6', x, 'relu');
    updateBinary('minimum', y, scalar(6, { backend: x.backend }));
    return record(y, {
      operation: 'relu6',
      inputs: [x],
      saved: [y],
      gradients: [(dy, [y]) => mul(dy, step(mul(y, affine(y, -1, 6))))],
    });
  });
}
