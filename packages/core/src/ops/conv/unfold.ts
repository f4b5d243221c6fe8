import type { Padding } from '../../shape/padding.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { type UnfoldShape, unfoldRule } from '../../shape/unfold.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { gatherColumns } from './columns.ts';

/** Options of {@link unfold}. */
export interface UnfoldOptions<Kernel, Stride, Padding, Dilation> {
  /** Cells of a window: one number, or one per axis. */
  readonly kernel: Kernel;
  /** Cells from one window to the next. Default 1. */
  readonly stride?: Stride;
  /** Zeros around the input, as for convolutions. Default 0. */
  readonly padding?: Padding;
  /** Cells from one tap to the next. Default 1. */
  readonly dilation?: Dilation;
}

/**
 * im2col: cuts x `[N, C, H, W]` into sliding windows, `[N, C * KH * KW, L]`, one column for each of the L output
 * positions. Row `(c, kh, kw)` holds what that tap sees. Its adjoint, and gradient, is `fold`. Images of one axis or of three
 * are cut alike: the rank of x tells how many there are.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * unfold(ones([1, 3, 8, 8]), { kernel: 3 });   // Tensor<[1, 27, 36]>
 * unfold(ones([1, 3, 8]), { kernel: 3 });      // Tensor<[1, 9, 6]>
 * ```
 */
export function unfold<
  const X extends Shape,
  const Kernel extends PerAxis,
  const Stride extends PerAxis = 1,
  const Pads extends Padding = 0,
  const Dilation extends PerAxis = 1,
>(
  x: Arg<UnfoldShape<X, Kernel, Stride, Pads, Dilation>, Tensor<X>>,
  options: UnfoldOptions<
    PositivePerAxis<'unfold', 'kernel', Kernel, PerAxis>,
    PositivePerAxis<'unfold', 'stride', Stride, PerAxis>,
    NonNegativePerAxis<'unfold', 'padding', Pads, Padding>,
    PositivePerAxis<'unfold', 'dilation', Dilation, PerAxis>
  >,
): Out<UnfoldShape<X, Kernel, Stride, Pads, Dilation>>;
export function unfold(x: Tensor, options: UnfoldOptions<PerAxis, PerAxis, Padding, PerAxis>): Tensor {
  backendOf('unfold', x);
  const { geometry } = unfoldRule('unfold', x.shape, options);
  return gatherColumns(x, geometry);
}
