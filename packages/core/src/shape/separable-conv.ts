/** The rule of a separable convolution: that of a depthwise one, then that of a pointwise one. */
import { ShapeError } from '../errors.ts';
import type { ConvShape } from './conv.ts';
import type { AxisCount } from './rank.ts';
import { assertShape, type Differ, type LengthOf, type Shape, type ShowShape, showShape } from './shape.ts';

/** The shape of the result, or the sentence that says why there is none. */
export type SeparableConvShape<
  Axes extends AxisCount,
  X extends Shape,
  D extends Shape,
  P extends Shape,
  Stride = 1,
  Padding = 0,
  Dilation = 1,
> =
  IsPointwise<P> extends false
    ? `separableConv${Axes}d: pointwise must be ${PointwiseLetters[Axes]}, got ${ShowShape<P>}`
    : ConvShape<Axes, X, D, Stride, Padding, Dilation, LengthOf<X, 1>> extends infer Between
      ? Between extends Shape
        ? ConvShape<Axes, Between, P>
        : Between
      : never;

interface PointwiseLetters {
  readonly 1: '[O, I, 1]';
  readonly 2: '[O, I, 1, 1]';
  readonly 3: '[O, I, 1, 1, 1]';
}

/** False where a length of the kernel is known, and not 1. */
type IsPointwise<P extends Shape> = P extends readonly [unknown, unknown, ...infer Kernel] ? AreOnes<Kernel> : true;
type AreOnes<Lengths extends readonly unknown[]> = Lengths extends readonly [infer First, ...infer Rest]
  ? Differ<First, 1> extends true
    ? false
    : AreOnes<Rest>
  : true;

/** Throws for a pointwise weight whose kernel is larger than a point. The convolution checks the rest. */
export function pointwiseRule(operation: string, pointwise: readonly number[], axes: number): void {
  assertShape(operation, pointwise, 'pointwise');
  if (pointwise.slice(2).every((length) => length === 1)) return;
  const letters = ['O', 'I', ...new Array<string>(axes).fill('1')].join(', ');
  throw new ShapeError(`${operation}: pointwise must be [${letters}], got ${showShape(pointwise)}`);
}
