import { noGrad, record } from '../../autograd/record.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { poolRule } from '../../shape/pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import { emptyIntTensor, emptyTensor, type IntTensor, type Tensor } from '../../tensor.ts';
import { entriesOfPlanes, gatherEntries } from '../movement/entries.ts';
import { backendOf } from '../operands.ts';
import type { AnyPoolOptions, PoolOp } from './pool-op.ts';

/** `maxPool1d`, `maxPool2d` and `maxPool3d`: one function but for the number of axes. */
export type MaxPoolOp<Axes extends AxisCount> = PoolOp<'max', Axes>;

/** The max pooling of images with so many axes. */
export function maxPoolOp<Axes extends AxisCount>(axes: Axes): MaxPoolOp<Axes> {
  const operation = (x: Tensor, options: AnyPoolOptions) => poolAxes(axes, x, options);
  return operation as unknown as MaxPoolOp<Axes>;
}

/**
 * `maxPool1d`, `maxPool2d` or `maxPool3d`, by the rank of `x`: for code that is written for any of them, and whose shapes the
 * compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `maxPool2d`.
 * @example
 * ```ts
 * maxPool(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });   // 3, 4
 * ```
 */
export function maxPool(x: Tensor, options: AnyPoolOptions): Tensor<number[]> {
  return poolAxes(axesOfImage('maxPool', x.shape), x, options);
}

function poolAxes(axes: AxisCount, x: Tensor, options: AnyPoolOptions): Tensor<number[]> {
  const [y, indices] = poolWithIndices(`maxPool${axes}d`, axes, x, options);
  indices.dispose();
  return y;
}

/** The largest element of each window, recorded, and its place: the position in its plane of `x`, row-major. */
export function poolWithIndices(
  operation: string,
  axes: AxisCount,
  x: Tensor,
  options: AnyPoolOptions,
): [Tensor<number[]>, IntTensor<number[]>] {
  const backend = backendOf(operation, x);
  const { shape, geometry, planes } = poolRule(operation, x.shape, options, axes);
  const y = emptyTensor(backend, shape);
  const indices = emptyIntTensor(backend, shape);
  backend.maxPool({ x: x.storage.buffer, y: y.storage.buffer, indices: indices.storage.buffer, planes, geometry });
  const places = { operation, geometry, planes, from: x.shape };
  record(y, {
    operation,
    inputs: [x],
    saved: [indices],
    gradients: [(dy, [indices]) => toWinners(dy, indices, places)],
  });
  return [y, indices];
}

/** What the winners of a pool are the winners of. */
interface Places {
  readonly operation: string;
  readonly geometry: Geometry;
  readonly planes: number;
  /** Shape of the input. */
  readonly from: readonly number[];
}

/** The gradient: what each window has goes to its winner. With the winners fixed, it is the adjoint of {@link atWinners}. */
function toWinners(dy: Tensor, indices: IntTensor, places: Places): Tensor<number[]> {
  const { operation, geometry, planes, from } = places;
  const dx = emptyTensor(dy.backend, from);
  dy.backend.maxPoolGradient({
    dy: dy.storage.buffer,
    indices: indices.storage.buffer,
    dx: dx.storage.buffer,
    planes,
    geometry,
  });
  return record(dx, {
    operation: `${operation} gradient`,
    inputs: [dy],
    saved: [indices],
    gradients: [(dz, [indices]) => atWinners(dz, indices, places)],
  });
}

/** What is at the winners, in the places of their windows. */
function atWinners(x: Tensor, indices: IntTensor, places: Places): Tensor<number[]> {
  const { operation, planes, from } = places;
  const y = noGrad(() => gatherEntries(x, indices, entriesOfPlanes(operation, planes, from, indices.shape)));
  return record(y, {
    operation,
    inputs: [x],
    saved: [indices],
    gradients: [(dz, [indices]) => toWinners(dz, indices, places)],
  });
}
