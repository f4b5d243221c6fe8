import type { Padding } from '../../shape/padding.ts';
import { type FoldShape, foldRule } from '../../shape/fold.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { scatterColumns } from './columns.ts';
import type { UnfoldOptions } from './unfold.ts';

/** Options of {@link fold}: those of the `unfold` that it is the adjoint of, and the size of its images. */
export interface FoldOptions<OutputSize, Kernel, Stride, Padding, Dilation> extends UnfoldOptions<
  Kernel,
  Stride,
  Padding,
  Dilation
> {
  /** Lengths of the image to fold into, one for each of its axes; a number stands for height and width. */
  readonly outputSize: OutputSize;
}

/**
 * col2im: adds columns `[N, C * KH * KW, L]` up into images `[N, C, H, W]`, each entry at the cell it would have been
 * read from. The adjoint, and gradient, of `unfold`: where windows overlap, their entries sum.
 *
 * @throws ShapeError when the rows are not a multiple of the kernel, or the columns not the windows of `outputSize`.
 * @example
 * ```ts
 * fold(ones([1, 4, 9]), { outputSize: 4, kernel: 2 });   // Tensor<[1, 1, 4, 4]>: how many windows see each cell
 * fold(ones([1, 2, 3]), { outputSize: [4], kernel: 2 });   // Tensor<[1, 1, 4]>: 1, 2, 2, 1
 * ```
 */
export function fold<
  const X extends Shape,
  const OutputSize extends PerAxis,
  const Kernel extends PerAxis,
  const Stride extends PerAxis = 1,
  const Pads extends Padding = 0,
  const Dilation extends PerAxis = 1,
>(
  columns: Arg<FoldShape<X, OutputSize, Kernel, Stride, Pads, Dilation>, Tensor<X>>,
  options: FoldOptions<
    PositivePerAxis<'fold', 'outputSize', OutputSize, PerAxis>,
    PositivePerAxis<'fold', 'kernel', Kernel, PerAxis>,
    PositivePerAxis<'fold', 'stride', Stride, PerAxis>,
    NonNegativePerAxis<'fold', 'padding', Pads, Padding>,
    PositivePerAxis<'fold', 'dilation', Dilation, PerAxis>
  >,
): Out<FoldShape<X, OutputSize, Kernel, Stride, Pads, Dilation>>;
export function fold(columns: Tensor, options: FoldOptions<PerAxis, PerAxis, PerAxis, Padding, PerAxis>): Tensor {
  backendOf('fold', columns);
  const { geometry } = foldRule('fold', columns.shape, options);
  return scatterColumns(columns, geometry);
}
