import { record } from '../../autograd/record.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { poolRule } from '../../shape/pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import type { AnyPoolOptions, PoolOp } from './pool-op.ts';

/** What average pooling may be told beside what all pools are. */
export interface AvgPoolMore {
  /** Whether padding counts as zeros to average over. Default true, as in PyTorch. */
  readonly countIncludePad?: boolean;
}

/** `avgPool1d`, `avgPool2d` and `avgPool3d`: one function but for the number of axes. */
export type AvgPoolOp<Axes extends AxisCount> = PoolOp<'avg', Axes, AvgPoolMore>;

/** The average pooling of images with so many axes. */
export function avgPoolOp<Axes extends AxisCount>(axes: Axes): AvgPoolOp<Axes> {
  const operation = (x: Tensor, options: AnyAvgPoolOptions) => poolAxes(axes, x, options);
  return operation as unknown as AvgPoolOp<Axes>;
}

/** Options of which the compiler knows nothing. */
export type AnyAvgPoolOptions = AnyPoolOptions & AvgPoolMore;

/**
 * `avgPool1d`, `avgPool2d` or `avgPool3d`, by the rank of `x`: for code that is written for any of them, and whose shapes the
 * compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `avgPool2d`.
 * @example
 * ```ts
 * avgPool(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // 2, 3
 * ```
 */
export function avgPool(x: Tensor, options: AnyAvgPoolOptions): Tensor<number[]> {
  return poolAxes(axesOfImage('avgPool', x.shape), x, options);
}

function poolAxes(axes: AxisCount, x: Tensor, options: AnyAvgPoolOptions): Tensor<number[]> {
  const operation = `avgPool${axes}d`;
  backendOf(operation, x);
  const { geometry, planes } = poolRule(operation, x.shape, options, axes);
  return average(x, { operation, geometry, planes, countIncludePad: options.countIncludePad ?? true });
}

interface AverageSettings {
  readonly operation: string;
  readonly geometry: Geometry;
  readonly planes: number;
  readonly countIncludePad: boolean;
}

/** The mean and its adjoint are linear, so each is the gradient of the other. */
function average(x: Tensor, settings: AverageSettings): Tensor<number[]> {
  const { operation, geometry, planes, countIncludePad } = settings;
  const y = emptyTensor(x.backend, [...x.shape.slice(0, 2), ...geometry.map((axis) => axis.output)]);
  x.backend.avgPool({ x: x.storage.buffer, y: y.storage.buffer, geometry, planes, countIncludePad });
  return record(y, { operation, inputs: [x], gradients: [(dy) => spread(dy, settings)] });
}

function spread(dy: Tensor, settings: AverageSettings): Tensor<number[]> {
  const { operation, geometry, planes, countIncludePad } = settings;
  const dx = emptyTensor(dy.backend, [...dy.shape.slice(0, 2), ...geometry.map((axis) => axis.input)]);
  dy.backend.avgPoolGradient({ dy: dy.storage.buffer, dx: dx.storage.buffer, geometry, planes, countIncludePad });
  return record(dx, {
    operation: `${operation} gradient`,
    inputs: [dy],
    gradients: [(dz) => average(dz, settings)],
  });
}
