import { record } from '../../autograd/record.ts';
import { scalar } from '../../create.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { abs } from './abs.ts';
import { affine } from './affine.ts';
import { updateBinary } from './apply-binary.ts';
import { applyUnary, updateUnary } from './apply-unary.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * `x / 6 + 1 / 2`, at least 0 and at most 1: a sigmoid of straight lines. The gradient is `dy / 6` where x is between -3 and 3,
 * neither included, else 0.
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * hardsigmoid(tensor([-4, 0, 1.5], [3]));   // [0, 0.5, 0.75]
 * ```
 */
export function hardsigmoid<const S extends Shape>(x: Tensor<S>): Tensor<S>;
export function hardsigmoid(x: Tensor): Tensor {
  return scope(() => {
    const y = applyUnary('hardsigmoid', x, 'affine', 1 / 6, 0.5);
    updateUnary('relu', y);
    updateBinary('minimum', y, scalar(1, { backend: y.backend }));
    return record(y, {
      operation: 'hardsigmoid',
      inputs: [x],
      saved: [x],
      gradients: [(dy, [x]) => mul(dy, affine(step(affine(abs(x), -1, 3)), 1 / 6, 0))],
    });
  });
}
