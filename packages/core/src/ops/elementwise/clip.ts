import { record } from '../../autograd/record.ts';
import { scalar } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import { showValue } from '../../shape/show.ts';
import type { Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { applyBinary, updateBinary } from './apply-binary.ts';
import { equal } from './equal.ts';
import { mul } from './mul.ts';

/**
 * `x` where it is from `low` to `high`, else the nearer of the two; NaN stays NaN. The gradient is `dy` where x is from `low`
 * to `high`, both included, else 0.
 *
 * @throws ShapeError when `low` is not a number of at most `high`; UsageError when `x` was disposed.
 * @example
 * ```ts
 * clip(tensor([-2, 0.5, 2], [3]), -1, 1);   // [-1, 0.5, 1]
 * ```
 */
export function clip<const S extends Shape>(x: Tensor<S>, low: number, high: number): Tensor<S>;
export function clip(x: Tensor, low: number, high: number): Tensor {
  const backend = backendOf('clip', x);
  if (!(low <= high)) {
    throw new ShapeError(`clip: low must be a number of at most high, got ${showValue(low)} and ${showValue(high)}`);
  }
  return scope(() => {
    const y = applyBinary('clip', 'maximum', x, scalar(low, { backend }));
    updateBinary('minimum', y, scalar(high, { backend }));
    return record(y, {
      operation: 'clip',
      inputs: [x],
      saved: [x, y],
      gradients: [(dy, [x, y]) => mul(dy, equal(x, y))],
    });
  });
}
