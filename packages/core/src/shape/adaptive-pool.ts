/** The rule of adaptive pooling: `[N, C, ...input]` to `[N, C, ...output]`, by the output's lengths alone. */
import {
  assertRank,
  AXIS_NAMES,
  type AxisCount,
  axisLetters,
  type AxisNames,
  type ImageLetters,
  type OfImage,
  type RankError,
} from './rank.ts';
import { type At, type PerAxis, positivePerAxis } from './rule.ts';
import { assertShape, type IsZero, type KnownPositive, type Shape, showShape } from './shape.ts';
import { assertNonEmptyAxis, type EmptyAxisError, type Site } from './window.ts';

export interface AdaptivePoolRule {
  /** Of the result. */
  readonly shape: number[];
}

/** The shape of an adaptive pool, or the sentence that says why there is none. */
export type AdaptivePoolShape<Operation extends string, Axes extends AxisCount, X extends Shape, OutputSize> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? EachAxis<Operation, X, Lengths, AxisNames[Axes], OutputSize> extends infer Output
      ? Output extends readonly unknown[]
        ? [N, C, ...Output]
        : Output
      : never
    : RankError<Operation, 'input', ImageLetters[Axes], X>;

type EachAxis<
  Operation extends string,
  X extends Shape,
  Lengths extends readonly unknown[],
  Names extends readonly string[],
  OutputSize,
  Output extends readonly unknown[] = [],
> = [Lengths, Names] extends [
  readonly [infer Length, ...infer MoreLengths],
  readonly [infer Name extends string, ...infer MoreNames extends readonly string[]],
]
  ? IsZero<Length> extends true
    ? EmptyAxisError<Operation, 'input', Name, ['input', X]>
    : EachAxis<
        Operation,
        X,
        MoreLengths,
        MoreNames,
        OutputSize,
        [...Output, KnownPositive<At<OutputSize, Output['length']>>]
      >
  : Output;

/**
 * The rule of adaptive pools, by the number of `axes`.
 *
 * @throws ShapeError with the sentence of {@link AdaptivePoolShape}.
 * @example
 * ```ts
 * console.log(adaptivePoolRule('adaptiveAvgPool2d', [8, 3, 14, 9], 7).shape);   // [8, 3, 7, 7]
 * ```
 */
export function adaptivePoolRule(
  operation: string,
  x: readonly number[],
  outputSize: PerAxis,
  axes = 2,
): AdaptivePoolRule {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  const sizes = positivePerAxis(operation, 'outputSize', outputSize, axes);
  const site: Site = { operation, image: 'input', operands: () => `input ${showShape(x)}` };
  x.slice(2).forEach((length, i) => assertNonEmptyAxis(site, AXIS_NAMES[axes]![i]!, length));
  return { shape: [...x.slice(0, 2), ...sizes] };
}
