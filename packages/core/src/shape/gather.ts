/** The rule of gather: the dimensions of the indices take the place of the one that is indexed. */
import { assertShape, type AxisOf, type IsDynamic, normalizeAxis, type Shape } from './shape.ts';

export interface GatherRule {
  /** Of the result. */
  readonly shape: number[];
  /** Counted from the front. */
  readonly axis: number;
}

/** The shape of `gather(x, indices, { axis })`, or the sentence that says why there is none. */
export type GatherShape<X extends Shape, Indices extends Shape, Axis = 0> =
  AxisOf<'gather', X, Axis> extends infer Along
    ? Along extends number
      ? true extends IsDynamic<X> | IsDynamic<Indices>
        ? number[]
        : number extends Along
          ? UnknownDims<[...Shorter<X>, ...Indices]>
          : Replace<X, Along, Indices>
      : Along
    : never;

type UnknownDims<X extends Shape> = { -readonly [I in keyof X]: number };

type Shorter<X extends Shape> = X extends readonly [unknown, ...infer Rest extends Shape] ? Rest : [];

type Replace<
  X extends Shape,
  Axis extends number,
  By extends Shape,
  Before extends unknown[] = [],
> = X extends readonly [infer First, ...infer Rest extends Shape]
  ? Before['length'] extends Axis
    ? [...Before, ...By, ...Rest]
    : Replace<Rest, Axis, By, [...Before, First]>
  : Before;

/**
 * The rule of {@link gather}.
 *
 * @throws ShapeError with the sentence of {@link GatherShape}.
 * @example
 * ```ts
 * console.log(gatherRule([5, 3], [2], 0).shape);   // [2, 3]
 * ```
 */
export function gatherRule(x: readonly number[], indices: readonly number[], axis = 0): GatherRule {
  assertShape('gather', x, 'input');
  const along = normalizeAxis('gather', axis, x.length, x);
  return { shape: [...x.slice(0, along), ...indices, ...x.slice(along + 1)], axis: along };
}
