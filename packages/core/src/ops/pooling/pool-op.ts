import type { Padding, PaddingOf } from '../../shape/padding.ts';
import type { PoolShape } from '../../shape/pool.ts';
import type { AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';

/** Options of {@link PoolOp}. */
export interface PoolOpOptions<Kernel, Stride, Padding, Dilation, CeilMode> {
  /** Lengths of the window. */
  readonly kernel: Kernel;
  /** Default: the kernel, so that windows do not overlap. */
  readonly stride?: Stride;
  /** As for a convolution; smaller than the window, so that a window without dilation touches the input. Default 0. */
  readonly padding?: Padding;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: Dilation;
  /** Also make a window where it does not fit whole; one that would start after the input and its padding is left out. */
  readonly ceilMode?: CeilMode;
}

/** {@link PoolOpOptions} of which the compiler knows nothing. */
export type AnyPoolOptions = PoolOpOptions<PerAxis, PerAxis, Padding, PerAxis, boolean>;

/** `maxPool1d` to `avgPool3d`: one signature but for the name, the number of axes, and `More` options. */
export interface PoolOp<Kind extends 'max' | 'avg', Axes extends AxisCount, More = unknown> {
  <
    const X extends Shape,
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = Kernel,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const CeilMode extends boolean = false,
  >(
    x: Arg<PoolShape<`${Kind}Pool${Axes}d`, Axes, X, Kernel, Stride, Padding, Dilation, CeilMode>, Tensor<X>>,
    options: PoolOpOptions<
      PositivePerAxis<`${Kind}Pool${Axes}d`, 'kernel', Kernel, PerAxisOf[Axes]>,
      PositivePerAxis<`${Kind}Pool${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`${Kind}Pool${Axes}d`, 'padding', Padding, PaddingOf[Axes]>,
      PositivePerAxis<`${Kind}Pool${Axes}d`, 'dilation', Dilation, PerAxisOf[Axes]>,
      CeilMode
    > &
      More,
  ): Out<PoolShape<`${Kind}Pool${Axes}d`, Axes, X, Kernel, Stride, Padding, Dilation, CeilMode>>;
}
