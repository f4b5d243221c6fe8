import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, NonNegativePerAxis, PerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import { type Shape, sizeOf } from '../../shape/shape.ts';
import { unpoolRule, type UnpoolShape } from '../../shape/unpool.ts';
import type { IntTensor, Out, Tensor } from '../../tensor.ts';
import { assertIndices } from '../movement/assert-indices.ts';
import { entriesOfPlanes, scatterEntries } from '../movement/entries.ts';
import { backendOf } from '../operands.ts';

/** Options of {@link MaxUnpoolOp}: of the pool, or the size. */
export interface UnpoolOpOptions<Kernel, Stride, Padding, OutputSize> {
  /** Lengths of the pool's window: the result is the smallest image that such a pool makes `x` of. */
  readonly kernel?: Kernel;
  /** Of the pool. Default: the kernel. */
  readonly stride?: Stride;
  /** Of the pool, the same before and after. Default 0. */
  readonly padding?: Padding;
  /** The lengths of the result's axes, in place of all these. */
  readonly outputSize?: OutputSize;
}

/** `maxUnpool1d`, `maxUnpool2d` and `maxUnpool3d`: one function but for the number of axes. */
export interface MaxUnpoolOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const Indices extends Shape,
    const Kernel extends PerAxisOf[Axes] | undefined = undefined,
    const Stride extends PerAxisOf[Axes] | undefined = Kernel,
    const Padding extends PerAxisOf[Axes] = 0,
    const OutputSize extends PerAxisOf[Axes] | undefined = undefined,
  >(
    x: Arg<UnpoolShape<`maxUnpool${Axes}d`, Axes, X, Indices, Kernel, Stride, Padding, OutputSize>, Tensor<X>>,
    indices: IntTensor<Indices>,
    options: UnpoolOpOptions<
      PositivePerAxis<`maxUnpool${Axes}d`, 'kernel', Kernel, PerAxisOf[Axes]>,
      PositivePerAxis<`maxUnpool${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      NonNegativePerAxis<`maxUnpool${Axes}d`, 'padding', Padding, PerAxisOf[Axes]>,
      PositivePerAxis<`maxUnpool${Axes}d`, 'outputSize', OutputSize, PerAxisOf[Axes]>
    >,
  ): Out<UnpoolShape<`maxUnpool${Axes}d`, Axes, X, Indices, Kernel, Stride, Padding, OutputSize>>;
}

/** The max unpooling of images with so many axes. */
export function maxUnpoolOp<Axes extends AxisCount>(axes: Axes): MaxUnpoolOp<Axes> {
  const operation = (x: Tensor, indices: IntTensor, options: AnyUnpoolOptions) => unpoolAxes(axes, x, indices, options);
  return operation as unknown as MaxUnpoolOp<Axes>;
}

/** {@link UnpoolOpOptions} of which the compiler knows nothing. */
export type AnyUnpoolOptions = UnpoolOpOptions<PerAxis | undefined, PerAxis | undefined, PerAxis, PerAxis | undefined>;

/**
 * `maxUnpool1d`, `maxUnpool2d` or `maxUnpool3d`, by the rank of `x`: for code that is written for any of them, and whose shapes
 * the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `maxUnpool2d`.
 * @example
 * ```ts
 * const [values, indices] = maxPoolWithIndices(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });
 * maxUnpool(values, indices, { kernel: 2 });   // 0, 3, 0, 4
 * ```
 */
export function maxUnpool(x: Tensor, indices: IntTensor, options: AnyUnpoolOptions): Tensor<number[]> {
  return unpoolAxes(axesOfImage('maxUnpool', x.shape), x, indices, options);
}

function unpoolAxes(axes: AxisCount, x: Tensor, indices: IntTensor, options: AnyUnpoolOptions): Tensor<number[]> {
  const operation = `maxUnpool${axes}d`;
  backendOf(operation, x, indices);
  const { shape } = unpoolRule(operation, x.shape, indices.shape, options, axes);
  assertIndices(operation, indices, sizeOf(shape.slice(2)), -1);
  return scatterEntries(x, indices, entriesOfPlanes(operation, sizeOf(shape.slice(0, 2)), shape, x.shape));
}
