import { scope } from '../../memory/scope.ts';
import { type BiasShape, biasRule } from '../../shape/bias.ts';
import { type LinearShape, linearRule } from '../../shape/linear.ts';
import type { Arg } from '../../shape/rule.ts';
import type { LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { add } from '../elementwise/add.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf, given } from '../operands.ts';
import { matmul } from './matmul.ts';

/**
 * `x Wᵀ + bias` over the last dimension: x `[..., in]`, weight `[out, in]`, bias `[out]`, result `[..., out]`.
 *
 * @throws ShapeError when the features do not fit; BackendError for operands on two backends.
 * @example
 * ```ts
 * linear(ones([8, 3]), ones([2, 3]), { bias: zeros([2]) });   // Tensor<[8, 2]>, all 3
 * ```
 */
export function linear<const S extends Shape, const W extends Shape, const B extends Shape = [number]>(
  x: Arg<LinearShape<S, W>, Tensor<S>>,
  weight: Tensor<W>,
  options?: { readonly bias?: Arg<BiasShape<'linear', B, LengthOf<W, 0>>, Tensor<B>> | undefined },
): Out<LinearShape<S, W>>;
export function linear(x: Tensor, weight: Tensor, options: { readonly bias?: Tensor | undefined } = {}): Tensor {
  const { bias } = options;
  backendOf('linear', x, weight, ...given(bias));
  const { shape, rows, inFeatures, outFeatures } = linearRule(x.shape, weight.shape);
  if (bias !== undefined) biasRule('linear', bias.shape, outFeatures);
  return scope(() => {
    // One flat matrix instead of a batch of them: a single large product.
    const y = matmul(reshape(widen(x), [rows, inFeatures]), widen(weight), { transposeB: true });
    return reshape(bias === undefined ? y : add(y, widen(bias)), shape);
  });
}
