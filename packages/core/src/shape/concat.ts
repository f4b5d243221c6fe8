/** The rule of concatenation: all dimensions agree but the one that grows. */
import { ShapeError } from '../errors.ts';
import type { Add } from './arithmetic.ts';
import {
  assertShape,
  type AxisOf,
  type Differ,
  type IsDynamic,
  type Known,
  type Meet,
  normalizeAxis,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { showValue } from './show.ts';

export interface ConcatRule {
  /** Of the result. */
  readonly shape: number[];
  /** Counted from the front. */
  readonly axis: number;
}

/** The shape of `concat(tensors, axis)`, or the sentence that says why there is none. */
export type ConcatShape<Shapes extends readonly Shape[], Axis> = Shapes extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? AllKnown<Shapes> extends true
    ? AxisOf<'concat', First, Axis> extends infer Along
      ? Along extends number
        ? number extends Along
          ? UnknownDims<First>
          : JoinAll<First, Rest, Along>
        : Along
      : never
    : number[]
  : Shapes extends readonly []
    ? 'concat: there is nothing to concatenate'
    : number[];

type AllKnown<Shapes extends readonly Shape[]> = Shapes extends readonly [
  infer First extends Shape,
  ...infer Rest extends readonly Shape[],
]
  ? IsDynamic<First> extends true
    ? false
    : AllKnown<Rest>
  : Shapes extends readonly []
    ? true
    : false;

type UnknownDims<X extends Shape> = { -readonly [I in keyof X]: number };

/** Joins the first shape, as far as it has grown, with the rest. */
type JoinAll<Joined extends Shape, Rest extends readonly Shape[], Axis extends number> = Rest extends readonly [
  infer Next extends Shape,
  ...infer More extends readonly Shape[],
]
  ? Joined['length'] extends Next['length']
    ? Join<Joined, Next, Axis, Joined, Next> extends infer Result
      ? Result extends Shape
        ? JoinAll<Result, More, Axis>
        : Result
      : never
    : `concat: shapes ${ShowShape<Joined>} and ${ShowShape<Next>} differ in rank`
  : { -readonly [I in keyof Joined]: Joined[I] };

type Join<
  A extends Shape,
  B extends Shape,
  Axis extends number,
  ARest extends Shape,
  BRest extends Shape,
  Result extends unknown[] = [],
> = [ARest, BRest] extends [
  readonly [infer X, ...infer AMore extends Shape],
  readonly [infer Y, ...infer BMore extends Shape],
]
  ? Result['length'] extends Axis
    ? Join<A, B, Axis, AMore, BMore, [...Result, Add<Known<X>, Known<Y>>]>
    : Differ<X, Y> extends true
      ? `concat: shapes ${ShowShape<A>} and ${ShowShape<B>} differ in dimension ${Result['length']} (${Show<X>} and ${Show<Y>}), not only along axis ${Axis}`
      : Join<A, B, Axis, AMore, BMore, [...Result, Meet<X, Y>]>
  : Result;

/**
 * The rule of {@link concat}.
 *
 * @throws ShapeError with the sentence of {@link ConcatShape}.
 * @example
 * ```ts
 * console.log(concatRule([[2, 3], [4, 3]], 0).shape);   // [6, 3]
 * ```
 */
export function concatRule(shapes: readonly (readonly number[])[], axis: number): ConcatRule {
  if (!Array.isArray(shapes)) throw new ShapeError(`concat: operands must be a list, got ${showValue(shapes)}`);
  for (const shape of shapes as readonly (readonly number[])[]) assertShape('concat', shape);
  const [first, ...rest] = shapes as readonly (readonly number[])[];
  if (first === undefined) throw new ShapeError('concat: there is nothing to concatenate');
  const along = normalizeAxis('concat', axis, first.length, first);
  let joined = [...first];
  for (const next of rest) joined = join(joined, next, along);
  return { shape: joined, axis: along };
}

function join(a: readonly number[], b: readonly number[], axis: number): number[] {
  const shapes = (): string => `concat: shapes ${showShape(a)} and ${showShape(b)}`;
  if (a.length !== b.length) throw new ShapeError(`${shapes()} differ in rank`);
  return a.map((dim, i) => {
    if (i === axis) return dim + b[i]!;
    if (dim === b[i]) return dim;
    throw new ShapeError(`${shapes()} differ in dimension ${i} (${dim} and ${b[i]}), not only along axis ${axis}`);
  });
}
