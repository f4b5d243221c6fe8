/** The rules of reordering dimensions. */
import { ShapeError } from '../errors.ts';
import { type AxesOf, normalizeAxes } from './axes.ts';
import {
  assertShape,
  type AxisOf,
  type IsDynamic,
  normalizeAxis,
  type Shape,
  type ShowShape,
  showShape,
} from './shape.ts';

export interface PermuteRule {
  /** Of the result. */
  readonly shape: number[];
  /** Dimension `i` of the result is dimension `axes[i]` of the input. */
  readonly axes: number[];
}

/** The shape of `permute(x, axes)`, or the sentence that says why there is none. */
export type PermuteShape<X extends Shape, Axes extends readonly number[]> = number extends Axes['length']
  ? IsDynamic<X> extends true
    ? number[]
    : { -readonly [I in keyof X]: number }
  : IsDynamic<X> extends true
    ? { -readonly [I in keyof Axes]: number }
    : Axes['length'] extends X['length']
      ? AxesOf<'permute', X, Axes> extends infer From
        ? From extends readonly number[]
          ? { -readonly [I in keyof From]: DimAt<X, From[I]> }
          : From
        : never
      : `permute: ${Axes['length']} axes for ${X['length']} dimensions (input ${ShowShape<X>})`;

type DimAt<X extends Shape, Axis> = number extends Axis ? number : Axis extends keyof X ? X[Axis] : never;

/** The shape of `transpose(x, a, b)`: dimensions A and B swapped. */
export type TransposeShape<X extends Shape, A = -2, B = -1> =
  IsDynamic<X> extends true
    ? number[]
    : [AxisOf<'transpose', X, A>, AxisOf<'transpose', X, B>] extends [infer First, infer Second]
      ? First extends string
        ? First
        : Second extends string
          ? Second
          : number extends First | Second
            ? { -readonly [I in keyof X]: number }
            : Swap<X, First & number, Second & number>
      : never;

type Swap<X extends Shape, A extends number, B extends number> = {
  -readonly [I in keyof X]: I extends `${A}` ? X[B] : I extends `${B}` ? X[A] : X[I];
};

/**
 * The rule of {@link permute}.
 *
 * @throws ShapeError with the sentence of {@link PermuteShape}.
 * @example
 * ```ts
 * console.log(permuteRule([2, 3, 4], [2, 0, 1]).shape);   // [4, 2, 3]
 * ```
 */
export function permuteRule(x: readonly number[], axes: readonly number[]): PermuteRule {
  assertShape('permute', x, 'input');
  if (Array.isArray(axes) && axes.length !== x.length) {
    throw new ShapeError(`permute: ${axes.length} axes for ${x.length} dimensions (input ${showShape(x)})`);
  }
  const from = normalizeAxes('permute', axes, x);
  return { shape: from.map((axis) => x[axis]!), axes: from };
}

/**
 * The rule of {@link transpose}: the shape with two axes exchanged.
 *
 * @throws ShapeError with the sentence of {@link TransposeShape}.
 * @example
 * ```ts
 * console.log(transposeRule([2, 3, 4]).shape);   // [2, 4, 3]
 * ```
 */
export function transposeRule(x: readonly number[], a = -2, b = -1): PermuteRule {
  assertShape('transpose', x, 'input');
  const first = normalizeAxis('transpose', a, x.length, x);
  const second = normalizeAxis('transpose', b, x.length, x);
  const axes = x.map((_, i) => (i === first ? second : i === second ? first : i));
  return { shape: axes.map((axis) => x[axis]!), axes };
}
