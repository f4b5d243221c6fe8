import { scope } from '../../memory/scope.ts';
import type { Mul } from '../../shape/arithmetic.ts';
import { type BiasShape, biasRule } from '../../shape/bias.ts';
import type { Padding2d } from '../../shape/padding.ts';
import { type ConvTranspose2dShape, convTransposeRule } from '../../shape/conv-transpose.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, Positive, PositivePerAxis } from '../../shape/rule.ts';
import type { Known, LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { add } from '../elementwise/add.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf, given } from '../operands.ts';
import type { Conv2dOptions } from './conv2d.ts';
import { convolveTransposed } from './convolution.ts';

export interface ConvTranspose2dOptions<Stride, Padding, Dilation, OutputPadding, Groups, Bias = Tensor> extends Omit<
  Conv2dOptions<Stride, Padding, Dilation, Groups, Bias>,
  'activation'
> {
  /**
   * Rows and columns added at the end of the result, per axis. A strided convolution maps several input sizes to one
   * output size; this says which of them to go back to. Default 0.
   */
  readonly outputPadding?: OutputPadding;
}

/**
 * 2-D transposed convolution: x `[N, I, H, W]`, weight `[I, O / groups, KH, KW]`, result `[N, O, H', W']` with
 * `H' = (H - 1) stride - padding + dilation (KH - 1) + outputPadding + 1`.
 *
 * It is the adjoint of the convolution with the same weight and settings, hence also that one's gradient by its input;
 * its own gradient is that convolution (arXiv 1603.07285, chapter 4).
 *
 * @throws ShapeError when ranks, channels, groups, kernel, stride, padding, dilation or outputPadding do not fit;
 *   BackendError for operands on two backends.
 * @example
 * ```ts
 * const y = convTranspose2d(ones([1, 16, 4, 4]), ones([16, 3, 3, 3]), {
 *   stride: 2, padding: 1, outputPadding: 1,
 * });   // Tensor<[1, 3, 8, 8]>
 * ```
 */
export function convTranspose2d<
  const X extends Shape,
  const W extends Shape,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const OutputPadding extends PerAxis2 = 0,
  const Groups extends number = 1,
  const B extends Shape = [number],
>(
  x: Arg<ConvTranspose2dShape<X, W, Stride, Padding, Dilation, OutputPadding, Groups>, Tensor<X>>,
  weight: Tensor<W>,
  options?: ConvTranspose2dOptions<
    PositivePerAxis<'convTranspose2d', 'stride', Stride>,
    NonNegativePerAxis<'convTranspose2d', 'padding', Padding, Padding2d>,
    PositivePerAxis<'convTranspose2d', 'dilation', Dilation>,
    NonNegativePerAxis<'convTranspose2d', 'outputPadding', OutputPadding>,
    Positive<'convTranspose2d', 'groups', Groups>,
    Arg<BiasShape<'convTranspose2d', B, Mul<Known<LengthOf<W, 1>>, Known<Groups>>>, Tensor<B>>
  >,
): Out<ConvTranspose2dShape<X, W, Stride, Padding, Dilation, OutputPadding, Groups>>;
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  options: ConvTranspose2dOptions<PerAxis2, Padding2d, PerAxis2, PerAxis2, number> = {},
): Tensor {
  const operation = 'convTranspose2d';
  const { bias, workspace } = options;
  backendOf(operation, x, weight, ...given(bias));
  const { geometry, groups, outChannels } = convTransposeRule(operation, x.shape, weight.shape, options, 2);
  if (bias !== undefined) biasRule(operation, bias.shape, outChannels);
  return scope(() => {
    const y = convolveTransposed(x, weight, { operation, geometry, groups, workspace });
    if (bias === undefined) return y;
    return add(y, reshape(widen(bias), [outChannels, 1, 1]));
  });
}
