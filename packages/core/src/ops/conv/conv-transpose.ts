import { scope } from '../../memory/scope.ts';
import type { Mul } from '../../shape/arithmetic.ts';
import { type BiasShape, biasRule } from '../../shape/bias.ts';
import { type ConvTransposeShape, convTransposeRule } from '../../shape/conv-transpose.ts';
import type { Padding, PaddingOf } from '../../shape/padding.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PerAxisOf, Positive, PositivePerAxis } from '../../shape/rule.ts';
import type { Known, LengthOf, Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { add } from '../elementwise/add.ts';
import { reshape } from '../movement/reshape.ts';
import { backendOf, given } from '../operands.ts';
import type { ConvOpOptions } from './conv.ts';
import { convolveTransposed } from './convolution.ts';

/** Options of {@link ConvTransposeOp}. */
export interface ConvTransposeOpOptions<
  Stride,
  Padding,
  Dilation,
  OutputPadding,
  Groups,
  OutputSize,
  Bias = Tensor,
> extends Omit<ConvOpOptions<Stride, Padding, Dilation, Groups, Bias>, 'activation' | 'paddingMode'> {
  /**
   * Cells added at the end of the result, per axis. A strided convolution maps several input sizes to one output size; this
   * says which of them to go back to. Default 0.
   */
  readonly outputPadding?: OutputPadding;
  /** The lengths of the result's axes, which says the same. */
  readonly outputSize?: OutputSize;
}

/** `convTranspose1d`, `convTranspose2d` and `convTranspose3d`: one function but for the number of axes. */
export interface ConvTransposeOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const W extends Shape,
    const Stride extends PerAxisOf[Axes] = 1,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const OutputPadding extends PerAxisOf[Axes] = 0,
    const Groups extends number = 1,
    const OutputSize extends PerAxisOf[Axes] | undefined = undefined,
    const B extends Shape = [number],
  >(
    x: Arg<ConvTransposeShape<Axes, X, W, Stride, Padding, Dilation, OutputPadding, Groups, OutputSize>, Tensor<X>>,
    weight: Tensor<W>,
    options?: ConvTransposeOpOptions<
      PositivePerAxis<`convTranspose${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`convTranspose${Axes}d`, 'padding', Padding, PaddingOf[Axes]>,
      PositivePerAxis<`convTranspose${Axes}d`, 'dilation', Dilation, PerAxisOf[Axes]>,
      NonNegativePerAxis<`convTranspose${Axes}d`, 'outputPadding', OutputPadding, PerAxisOf[Axes]>,
      Positive<`convTranspose${Axes}d`, 'groups', Groups>,
      PositivePerAxis<`convTranspose${Axes}d`, 'outputSize', OutputSize, PerAxisOf[Axes]>,
      Arg<BiasShape<`convTranspose${Axes}d`, B, Mul<Known<LengthOf<W, 1>>, Known<Groups>>>, Tensor<B>>
    >,
  ): Out<ConvTransposeShape<Axes, X, W, Stride, Padding, Dilation, OutputPadding, Groups, OutputSize>>;
}

/** The transposed convolution of images with so many axes. */
export function convTransposeOp<Axes extends AxisCount>(axes: Axes): ConvTransposeOp<Axes> {
  const operation = (x: Tensor, weight: Tensor, options?: AnyConvTransposeOptions) =>
    transposeAxes(axes, x, weight, options);
  return operation as unknown as ConvTransposeOp<Axes>;
}

/** {@link ConvTransposeOpOptions} of which the compiler knows nothing. */
export type AnyConvTransposeOptions = ConvTransposeOpOptions<
  PerAxis,
  Padding,
  PerAxis,
  PerAxis,
  number,
  PerAxis | undefined
>;

/**
 * `convTranspose1d`, `convTranspose2d` or `convTranspose3d`, by the rank of `x`: for code that is written for any of them, and
 * whose shapes the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `convTranspose2d`.
 * @example
 * ```ts
 * convTranspose(ones([1, 3, 8]), ones([3, 16, 2]), { stride: 2 });   // Tensor<number[]>, of shape [1, 16, 16]
 * ```
 */
export function convTranspose(x: Tensor, weight: Tensor, options?: AnyConvTransposeOptions): Tensor<number[]> {
  return transposeAxes(axesOfImage('convTranspose', x.shape), x, weight, options);
}

function transposeAxes(
  axes: AxisCount,
  x: Tensor,
  weight: Tensor,
  options: AnyConvTransposeOptions = {},
): Tensor<number[]> {
  const operation = `convTranspose${axes}d`;
  const { bias, workspace } = options;
  backendOf(operation, x, weight, ...given(bias));
  const { geometry, groups, outChannels } = convTransposeRule(operation, x.shape, weight.shape, options, axes);
  if (bias !== undefined) biasRule(operation, bias.shape, outChannels);
  return scope(() => {
    const y = convolveTransposed(x, weight, { operation, geometry, groups, workspace });
    if (bias === undefined) return y;
    return add(y, reshape(widen(bias), [outChannels, ...geometry.map(() => 1)]));
  });
}
