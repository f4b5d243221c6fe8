import type { PaddingOf } from '../../shape/padding.ts';
import type { PoolShape } from '../../shape/pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { IndexOut, IntTensor, Out, Tensor } from '../../tensor.ts';
import { poolWithIndices } from './max-pool.ts';
import type { AnyPoolOptions, PoolOpOptions } from './pool-op.ts';

/** `maxPool1dWithIndices` to `maxPool3dWithIndices`: one function but for the number of axes. */
export interface MaxPoolWithIndicesOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = Kernel,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const CeilMode extends boolean = false,
  >(
    x: Arg<PoolShape<`maxPool${Axes}dWithIndices`, Axes, X, Kernel, Stride, Padding, Dilation, CeilMode>, Tensor<X>>,
    options: PoolOpOptions<
      PositivePerAxis<`maxPool${Axes}dWithIndices`, 'kernel', Kernel, PerAxisOf[Axes]>,
      PositivePerAxis<`maxPool${Axes}dWithIndices`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`maxPool${Axes}dWithIndices`, 'padding', Padding, PaddingOf[Axes]>,
      PositivePerAxis<`maxPool${Axes}dWithIndices`, 'dilation', Dilation, PerAxisOf[Axes]>,
      CeilMode
    >,
  ): [
    values: Out<PoolShape<`maxPool${Axes}dWithIndices`, Axes, X, Kernel, Stride, Padding, Dilation, CeilMode>>,
    indices: IndexOut<PoolShape<`maxPool${Axes}dWithIndices`, Axes, X, Kernel, Stride, Padding, Dilation, CeilMode>>,
  ];
}

/** The max pooling with indices of images with so many axes. */
export function maxPoolWithIndicesOp<Axes extends AxisCount>(axes: Axes): MaxPoolWithIndicesOp<Axes> {
  const operation = (x: Tensor, options: AnyPoolOptions) =>
    poolWithIndices(`maxPool${axes}dWithIndices`, axes, x, options);
  return operation as unknown as MaxPoolWithIndicesOp<Axes>;
}

/**
 * `maxPool1dWithIndices`, `maxPool2dWithIndices` or `maxPool3dWithIndices`, by the rank of `x`: for code that is written for any
 * of them, and whose shapes the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `maxPool2d`.
 * @example
 * ```ts
 * maxPoolWithIndices(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // [3, 4] and [1, 3]
 * ```
 */
export function maxPoolWithIndices(
  x: Tensor,
  options: AnyPoolOptions,
): [values: Tensor<number[]>, indices: IntTensor<number[]>] {
  const axes = axesOfImage('maxPoolWithIndices', x.shape);
  return poolWithIndices(`maxPool${axes}dWithIndices`, axes, x, options);
}
