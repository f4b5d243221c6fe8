import { record } from '../../autograd/record.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import { poolRule, type PoolShape } from '../../shape/pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, PerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { add } from '../elementwise/add.ts';
import { affine } from '../elementwise/affine.ts';
import { applyUnary } from '../elementwise/apply-unary.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { pow } from '../elementwise/pow.ts';
import { backendOf } from '../operands.ts';
import { avgPool } from './avg-pool.ts';

/** Options of {@link LpPoolOp}. */
export interface LpPoolOpOptions<Kernel, Stride, CeilMode> {
  /** The exponent p, a positive number. */
  readonly norm: number;
  /** Lengths of the window. */
  readonly kernel: Kernel;
  /** Default: the kernel, so that windows do not overlap. */
  readonly stride?: Stride;
  /**
   * Also make a window where it does not fit whole, with what it lacks as large as the mean of what it has. Default false.
   */
  readonly ceilMode?: CeilMode;
}

/** `lpPool1d`, `lpPool2d` and `lpPool3d`: one function but for the number of axes. */
export interface LpPoolOp<Axes extends AxisCount> {
  <
    const X extends Shape,
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = Kernel,
    const CeilMode extends boolean = false,
  >(
    x: Arg<PoolShape<`lpPool${Axes}d`, Axes, X, Kernel, Stride, 0, 1, CeilMode>, Tensor<X>>,
    options: LpPoolOpOptions<
      PositivePerAxis<`lpPool${Axes}d`, 'kernel', Kernel, PerAxisOf[Axes]>,
      PositivePerAxis<`lpPool${Axes}d`, 'stride', Stride, PerAxisOf[Axes]>,
      CeilMode
    >,
  ): Out<PoolShape<`lpPool${Axes}d`, Axes, X, Kernel, Stride, 0, 1, CeilMode>>;
}

/** The power-average pooling of images with so many axes. */
export function lpPoolOp<Axes extends AxisCount>(axes: Axes): LpPoolOp<Axes> {
  const operation = (x: Tensor, options: AnyLpPoolOptions) => poolAxes(axes, x, options);
  return operation as unknown as LpPoolOp<Axes>;
}

/** {@link LpPoolOpOptions} of which the compiler knows nothing. */
export type AnyLpPoolOptions = LpPoolOpOptions<PerAxis, PerAxis, boolean>;

/**
 * `lpPool1d`, `lpPool2d` or `lpPool3d`, by the rank of `x`: for code that is written for any of them, and whose shapes the
 * compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `lpPool2d`.
 * @example
 * ```ts
 * lpPool(tensor([3, 4, 6, 8], [1, 1, 4]), { norm: 2, kernel: 2 });   // 5, 10
 * ```
 */
export function lpPool(x: Tensor, options: AnyLpPoolOptions): Tensor<number[]> {
  return poolAxes(axesOfImage('lpPool', x.shape), x, options);
}

function poolAxes(axes: AxisCount, x: Tensor, { norm, kernel, stride = kernel, ceilMode = false }: AnyLpPoolOptions) {
  const operation = `lpPool${axes}d`;
  backendOf(operation, x);
  const { geometry } = poolRule(operation, x.shape, { kernel, stride, ceilMode }, axes);
  if (!(Number.isFinite(norm) && norm > 0)) {
    throw new ShapeError(`${operation}: norm must be a positive number, got ${String(norm)}`);
  }
  const taps = geometry.reduce((product, axis) => product * axis.kernel, 1);
  return scope(() => {
    const powers = norm === 1 ? widen(x) : pow(widen(x), norm);
    const total = affine(avgPool(powers, { kernel, stride, ceilMode }), taps, 0);
    return norm === 1 ? total : root(operation, total, norm);
  });
}

/** `x^(1 / degree)`, whose derivative at 0 is taken for 0: it is infinite where the degree is more than 1. */
function root(operation: string, x: Tensor<number[]>, degree: number): Tensor<number[]> {
  const exponent = 1 / degree;
  const y = applyUnary(operation, x, 'pow', exponent);
  return record(y, {
    operation,
    inputs: [x],
    saved: [x],
    gradients: [
      (dy, [x]) => {
        const isZero = equal(x, 0);
        const slope = affine(pow(add(x, isZero), exponent - 1), exponent, 0);
        return mul(dy, mul(slope, affine(isZero, -1, 1)));
      },
    ],
  });
}
