import type { Padding2d } from '../../shape/padding.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { type Unfold2dShape, unfoldRule } from '../../shape/unfold.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { gatherColumns } from './columns.ts';

export interface UnfoldOptions<Kernel, Stride, Padding, Dilation> {
  readonly kernel: Kernel;
  readonly stride?: Stride;
  readonly padding?: Padding;
  readonly dilation?: Dilation;
}

/**
 * im2col: cuts x `[N, C, H, W]` into sliding windows, `[N, C * KH * KW, L]`, one column for each of the L output
 * positions. Row `(c, kh, kw)` holds what that tap sees. Its adjoint, and gradient, is `fold`.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * unfold(ones([1, 3, 8, 8]), { kernel: 3 });   // Tensor<[1, 27, 36]>
 * ```
 */
export function unfold<
  const X extends Shape,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
>(
  x: Arg<Unfold2dShape<X, Kernel, Stride, Padding, Dilation>, Tensor<X>>,
  options: UnfoldOptions<
    PositivePerAxis<'unfold', 'kernel', Kernel>,
    PositivePerAxis<'unfold', 'stride', Stride>,
    NonNegativePerAxis<'unfold', 'padding', Padding, Padding2d>,
    PositivePerAxis<'unfold', 'dilation', Dilation>
  >,
): Out<Unfold2dShape<X, Kernel, Stride, Padding, Dilation>>;
export function unfold(x: Tensor, options: UnfoldOptions<PerAxis2, PerAxis2, Padding2d, PerAxis2>): Tensor {
  backendOf('unfold', x);
  const { geometry } = unfoldRule('unfold', x.shape, options);
  return gatherColumns(x, geometry);
}
