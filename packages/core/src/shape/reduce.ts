/** The rule of reductions: the reduced axes go, or stay with a length of 1. */
import { type AxesOf, normalizeAxes } from './axes.ts';
import { assertBoolean } from './rule.ts';
import { assertShape, type IsAny, type IsDynamic, type IsUnion, type Shape } from './shape.ts';

/** All axes (`undefined`), one, or several; negative ones count from the end. An empty list reduces nothing. */
export type ReduceAxes = number | readonly number[] | undefined;

export interface ReduceRule {
  /** Of the result. */
  readonly shape: number[];
  /** The reduced axes, counted from the front and sorted. */
  readonly axes: number[];
}

/** The shape of a reduction, or the sentence that says why there is none. */
export type ReduceShape<Operation extends string, X extends Shape, Axis = undefined, KeepDims = false> =
  IsDynamic<X> extends true
    ? number[]
    : IsAny<Axis> extends true
      ? Unknown<X, KeepDims>
      : [Axis] extends [undefined]
        ? All<X, KeepDims>
        : [Axis] extends [number]
          ? Listed<Operation, X, [Axis], KeepDims>
          : [Axis] extends [readonly unknown[]]
            ? IsUnion<Axis> extends true
              ? Unknown<X, KeepDims>
              : Listed<Operation, X, Axis, KeepDims>
            : Unknown<X, KeepDims>;

/** Where it is not even known how many axes are reduced. */
type Unknown<X extends Shape, KeepDims> = [KeepDims] extends [true] ? UnknownDims<X> : number[];

type UnknownDims<X extends Shape> = { -readonly [I in keyof X]: number };

type All<X extends Shape, KeepDims> = [KeepDims] extends [true]
  ? { -readonly [I in keyof X]: 1 }
  : [KeepDims] extends [false]
    ? []
    : number[];

type Listed<Operation extends string, X extends Shape, Axes extends readonly unknown[], KeepDims> =
  AxesOf<Operation, X, Axes> extends infer Reduced
    ? Reduced extends readonly number[]
      ? number extends Reduced['length']
        ? Unknown<X, KeepDims>
        : [KeepDims] extends [true]
          ? number extends Reduced[number]
            ? UnknownDims<X>
            : Replace<X, Reduced[number], [1]>
          : [KeepDims] extends [false]
            ? number extends Reduced[number]
              ? UnknownDims<Shorten<X, Reduced>>
              : Replace<X, Reduced[number], []>
            : number[]
      : Reduced
    : never;

/** X with some of its dimensions replaced. */
type Replace<
  X extends Shape,
  Axes extends number,
  By extends 1[],
  Passed extends unknown[] = [],
  Result extends unknown[] = [],
> = X extends readonly [infer First, ...infer Rest extends Shape]
  ? Replace<Rest, Axes, By, [...Passed, First], [...Result, ...(Passed['length'] extends Axes ? By : [First])]>
  : Result;

/** X without as many dimensions as the list is long. */
type Shorten<X extends Shape, List extends readonly unknown[]> = [X, List] extends [
  readonly [unknown, ...infer Rest extends Shape],
  readonly [unknown, ...infer More],
]
  ? Shorten<Rest, More>
  : X;

/**
 * The rule of reductions.
 *
 * @throws ShapeError with the sentence of {@link ReduceShape}.
 * @example
 * ```ts
 * console.log(reduceRule('sum', [2, 3, 4], 1).shape);   // [2, 4]
 * ```
 */
export function reduceRule(operation: string, x: readonly number[], axis?: ReduceAxes, keepDims = false): ReduceRule {
  assertShape(operation, x, 'input');
  assertBoolean(operation, 'keepDims', keepDims);
  if (axis === undefined) return { shape: keepDims ? x.map(() => 1) : [], axes: x.map((_, i) => i) };
  const axes = normalizeAxes(operation, typeof axis === 'number' ? [axis] : axis, x).sort((a, b) => a - b);
  const shape = keepDims ? x.map((dim, i) => (axes.includes(i) ? 1 : dim)) : x.filter((_, i) => !axes.includes(i));
  return { shape, axes };
}
