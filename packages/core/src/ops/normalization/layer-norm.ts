import { scope } from '../../memory/scope.ts';
import { type LayerNormShape, layerNormRule } from '../../shape/norm.ts';
import { type OperandShape, operandRule } from '../../shape/operand.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { backendOf, given } from '../operands.ts';
import type { NormOptions } from './batch-norm.ts';
import { deviationsOf, meanSquare } from './deviations.ts';
import { assertEpsilon, inverseDeviation } from './inverse-deviation.ts';
import { scaleShift } from './scale-shift.ts';

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016): each block of the last dimensions, `normalizedShape`, by its own mean and
 * variance; then `* weight + bias`, both of that shape.
 *
 * @throws ShapeError when the input does not end in `normalizedShape`, an operand does not have it, or epsilon is negative;
 *   BackendError for operands on two backends.
 * @example
 * ```ts
 * layerNorm(tensor([1, 3, 0, 8], [2, 2]), [2], { epsilon: 0 });   // [[-1, 1], [-1, 1]]
 * ```
 */
export function layerNorm<
  const X extends Shape,
  const S extends readonly number[],
  const W extends Shape = S,
  const B extends Shape = S,
>(
  x: Arg<LayerNormShape<X, S>, Tensor<X>>,
  normalizedShape: S,
  options?: NormOptions<
    Arg<OperandShape<'layerNorm', 'weight', W, S>, Tensor<W>>,
    Arg<OperandShape<'layerNorm', 'bias', B, S>, Tensor<B>>
  >,
): Out<LayerNormShape<X, S>>;
export function layerNorm(x: Tensor, normalizedShape: readonly number[], options: NormOptions = {}): Tensor {
  const { weight, bias, epsilon = 1e-5 } = options;
  backendOf('layerNorm', x, ...given(weight), ...given(bias));
  layerNormRule(x.shape, normalizedShape);
  if (weight !== undefined) operandRule('layerNorm', 'weight', weight.shape, normalizedShape);
  if (bias !== undefined) operandRule('layerNorm', 'bias', bias.shape, normalizedShape);
  assertEpsilon('layerNorm', epsilon);
  const axes = normalizedShape.map((_, i) => x.rank - normalizedShape.length + i);
  return scope(() => {
    const { deviations } = deviationsOf('layerNorm', x, axes);
    const scale = inverseDeviation(meanSquare('layerNorm', deviations, axes), epsilon);
    if (weight === undefined) return scaleShift('layerNorm', deviations, scale, bias);
    return scaleShift('layerNorm', mul(deviations, scale), weight, bias);
  });
}
