import { noGrad, record } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { affine } from './affine.ts';
import { div } from './div.ts';
import { exp } from './exp.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * `x * tanh(log(1 + exp(x)))` (Misra, "Mish: a self regularized non-monotonic activation function", 2020).
 *
 * @throws UsageError when `x` was disposed.
 * @example
 * ```ts
 * mish(tensor([0, 1], [2]));   // [0, 0.8650984]
 * ```
 */
export function mish<const S extends Shape>(x: Tensor<S>): Tensor<S> {
  return scope(() => mul(widen(x), tanhOfSoftplus(widen(x)))) as Tensor<Shape> as Tensor<S>;
}

/**
 * With `n = exp(x)`, `tanh(log(1 + n)) = ((1 + n)² - 1) / ((1 + n)² + 1) = w / (w + 2)` where `w = n (n + 2)`: nothing cancels,
 * and beyond 20 all of it is 1. The gradient is `dy * (1 - y²) * sigmoid(x)`.
 */
function tanhOfSoftplus(x: Tensor<number[]>): Tensor<number[]> {
  const y = noGrad(() => {
    const n = exp(minimum(x, 20));
    const w = mul(n, affine(n, 1, 2));
    return div(w, affine(w, 1, 2));
  });
  return record(y, {
    operation: 'mish',
    inputs: [x],
    saved: [x, y],
    gradients: [(dy, [x, y]) => mul(mul(dy, sigmoid(x)), affine(mul(y, y), -1, 1))],
  });
}
