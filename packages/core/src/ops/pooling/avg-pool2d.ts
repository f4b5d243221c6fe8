import { record } from '../../autograd/record.ts';
import type { Padding2d } from '../../shape/padding.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { type Pool2dShape, poolRule } from '../../shape/pool.ts';
import type { Arg, NonNegativePerAxis, PerAxis2, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import type { Pool2dOptions } from './max-pool2d.ts';

export interface AvgPool2dOptions<Kernel, Stride, Padding, Dilation, CeilMode> extends Pool2dOptions<
  Kernel,
  Stride,
  Padding,
  Dilation,
  CeilMode
> {
  /** Whether padding counts as zeros to average over. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

/**
 * Mean of each window: x `[N, C, H, W]` to `[N, C, H', W']`. The gradient spreads `dy` over the window in equal parts.
 *
 * @throws ShapeError when rank, kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * avgPool2d(ones([8, 16, 28, 28]), { kernel: 3, stride: 2, padding: 1, countIncludePad: false });   // [8, 16, 14, 14]
 * ```
 */
export function avgPool2d<
  const X extends Shape,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = Kernel,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const CeilMode extends boolean = false,
>(
  x: Arg<Pool2dShape<'avgPool2d', X, Kernel, Stride, Padding, Dilation, CeilMode>, Tensor<X>>,
  options: AvgPool2dOptions<
    PositivePerAxis<'avgPool2d', 'kernel', Kernel>,
    PositivePerAxis<'avgPool2d', 'stride', Stride>,
    NonNegativePerAxis<'avgPool2d', 'padding', Padding, Padding2d>,
    PositivePerAxis<'avgPool2d', 'dilation', Dilation>,
    CeilMode
  >,
): Out<Pool2dShape<'avgPool2d', X, Kernel, Stride, Padding, Dilation, CeilMode>>;
export function avgPool2d(
  x: Tensor,
  options: AvgPool2dOptions<PerAxis2, PerAxis2, Padding2d, PerAxis2, boolean>,
): Tensor {
  backendOf('avgPool2d', x);
  const { geometry, planes } = poolRule('avgPool2d', x.shape, options, 2);
  return average(x, { geometry, planes, countIncludePad: options.countIncludePad ?? true });
}

interface AverageSettings {
  readonly geometry: Geometry;
  readonly planes: number;
  readonly countIncludePad: boolean;
}

/** The mean and its adjoint are linear, so each is the gradient of the other. */
function average(x: Tensor, settings: AverageSettings): Tensor<number[]> {
  const y = emptyTensor(x.backend, [...x.shape.slice(0, 2), ...settings.geometry.map((axis) => axis.output)]);
  x.backend.avgPool({ x: x.storage.buffer, y: y.storage.buffer, ...settings });
  return record(y, { operation: 'avgPool2d', inputs: [x], gradients: [(dy) => spread(dy, settings)] });
}

function spread(dy: Tensor, settings: AverageSettings): Tensor<number[]> {
  const dx = emptyTensor(dy.backend, [...dy.shape.slice(0, 2), ...settings.geometry.map((axis) => axis.input)]);
  dy.backend.avgPoolGradient({ dy: dy.storage.buffer, dx: dx.storage.buffer, ...settings });
  return record(dx, { operation: 'avgPool2d gradient', inputs: [dy], gradients: [(dz) => average(dz, settings)] });
}
