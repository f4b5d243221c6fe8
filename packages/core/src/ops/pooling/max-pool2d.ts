import { record } from '../../autograd/record.ts';
import { UsageError } from '../../errors.ts';
import type { Padding2d } from '../../shape/padding.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { type Pool2dShape, poolRule } from '../../shape/pool.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyIntTensor, emptyTensor, type IntTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

export interface Pool2dOptions<Kernel, Stride, Padding, Dilation, CeilMode> {
  /** Height and width of the window. */
  readonly kernel: Kernel;
  /** Default: the kernel, so that windows do not overlap. */
  readonly stride?: Stride;
  /** As for `conv2d`; smaller than the window, so that a window without dilation touches the input. Default 0. */
  readonly padding?: Padding;
  readonly dilation?: Dilation;
  /** Also make a window where it does not fit whole; one that would start after the input and its padding is left out. */
  readonly ceilMode?: CeilMode;
}

/**
 * Largest element of each window: x `[N, C, H, W]` to `[N, C, H', W']`. Padding never wins; NaN does. A dilated
 * window whose taps all fall on padding gives -Infinity. The gradient goes to the winner, the first of equals.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * maxPool2d(ones([8, 16, 28, 28]), { kernel: 2 });   // Tensor<[8, 16, 14, 14]>
 * ```
 */
export function maxPool2d<
  const X extends Shape,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = Kernel,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const CeilMode extends boolean = false,
>(
  x: Arg<Pool2dShape<'maxPool2d', X, Kernel, Stride, Padding, Dilation, CeilMode>, Tensor<X>>,
  options: Pool2dOptions<
    PositivePerAxis<'maxPool2d', 'kernel', Kernel>,
    PositivePerAxis<'maxPool2d', 'stride', Stride>,
    NonNegativePerAxis<'maxPool2d', 'padding', Padding, Padding2d>,
    PositivePerAxis<'maxPool2d', 'dilation', Dilation>,
    CeilMode
  >,
): Out<Pool2dShape<'maxPool2d', X, Kernel, Stride, Padding, Dilation, CeilMode>>;
export function maxPool2d(x: Tensor, options: Pool2dOptions<PerAxis2, PerAxis2, Padding2d, PerAxis2, boolean>): Tensor {
  const backend = backendOf('maxPool2d', x);
  const { shape, geometry, planes } = poolRule('maxPool2d', x.shape, options, 2);
  const y = emptyTensor(backend, shape);
  const indices = emptyIntTensor(backend, shape);
  backend.maxPool({ x: x.storage.buffer, y: y.storage.buffer, indices: indices.storage.buffer, planes, geometry });
  const before = x.shape;
  record(y, {
    operation: 'maxPool2d',
    inputs: [x],
    saved: [indices],
    gradients: [(dy, [indices]) => maxPoolGradient(dy, indices, before, geometry, planes)],
  });
  indices.dispose();
  return y;
}

function maxPoolGradient(
  dy: Tensor,
  indices: IntTensor,
  shape: readonly number[],
  geometry: Geometry,
  planes: number,
): Tensor<number[]> {
  const dx = emptyTensor(dy.backend, shape);
  dy.backend.maxPoolGradient({
    dy: dy.storage.buffer,
    indices: indices.storage.buffer,
    dx: dx.storage.buffer,
    planes,
    geometry,
  });
  return record(dx, {
    operation: 'maxPool2d gradient',
    inputs: [dy],
    gradients: [
      () => {
        throw new UsageError('gradients: maxPool2d has no gradient of its gradient; use avgPool2d or a strided conv2d');
      },
    ],
  });
}
