import type { Padding2d } from '../../shape/padding.ts';
import { type Fold2dShape, foldRule } from '../../shape/fold.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { scatterColumns } from './columns.ts';
import type { UnfoldOptions } from './unfold.ts';

export interface FoldOptions<OutputSize, Kernel, Stride, Padding, Dilation> extends UnfoldOptions<
  Kernel,
  Stride,
  Padding,
  Dilation
> {
  /** Height and width of the image to fold into. */
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
 * ```
 */
export function fold<
  const X extends Shape,
  const OutputSize extends PerAxis2,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
>(
  columns: Arg<Fold2dShape<X, OutputSize, Kernel, Stride, Padding, Dilation>, Tensor<X>>,
  options: FoldOptions<
    PositivePerAxis<'fold', 'outputSize', OutputSize>,
    PositivePerAxis<'fold', 'kernel', Kernel>,
    PositivePerAxis<'fold', 'stride', Stride>,
    NonNegativePerAxis<'fold', 'padding', Padding, Padding2d>,
    PositivePerAxis<'fold', 'dilation', Dilation>
  >,
): Out<Fold2dShape<X, OutputSize, Kernel, Stride, Padding, Dilation>>;
export function fold(columns: Tensor, options: FoldOptions<PerAxis2, PerAxis2, PerAxis2, Padding2d, PerAxis2>): Tensor {
  backendOf('fold', columns);
  const { geometry } = foldRule('fold', columns.shape, options);
  return scatterColumns(columns, geometry);
}
