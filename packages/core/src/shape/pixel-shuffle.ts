/** The rules of pixel shuffling: channels to cells, `[N, C * f^d, ...input]` to `[N, C, ...f * input]`, and back. */
import { ShapeError } from '../errors.ts';
import type { Div, Mod, Mul } from './arithmetic.ts';
import { axesOfImage, AXIS_NAMES, type AxisNames } from './rank.ts';
import { assertPositive } from './rule.ts';
import {
  assertShape,
  type Differ,
  type IsDynamic,
  type Known,
  type KnownPositive,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';

export interface PixelShuffleRule {
  /** Of the result. */
  readonly shape: number[];
}

/** The shape of `pixelShuffle(x, factor)`, or the sentence that says why there is none. */
export type PixelShuffleShape<X extends Shape, Factor> =
  IsDynamic<X> extends true
    ? number[]
    : X extends readonly [infer N, infer C, ...infer Lengths extends Shape]
      ? Lengths['length'] extends keyof AxisNames
        ? Power<KnownPositive<Factor>, Lengths> extends infer Cells extends number
          ? Differ<Mod<Known<C>, Cells>, 0> extends true
            ? `pixelShuffle: ${Show<C>} channels are no multiple of ${Cells}, the cells of factor ${Show<Factor>} (input ${ShowShape<X>})`
            : [N, Div<Known<C>, Cells>, ...{ [I in keyof Lengths]: Mul<Known<Lengths[I]>, KnownPositive<Factor>> }]
          : never
        : RankError<'pixelShuffle', X>
      : RankError<'pixelShuffle', X>;

/** The shape of `pixelUnshuffle(x, factor)`, or the sentence that says why there is none. */
export type PixelUnshuffleShape<X extends Shape, Factor> =
  IsDynamic<X> extends true
    ? number[]
    : X extends readonly [infer N, infer C, ...infer Lengths extends Shape]
      ? Lengths['length'] extends keyof AxisNames
        ? Shrunk<X, Lengths, AxisNames[Lengths['length']], Factor> extends infer Output
          ? Output extends readonly unknown[]
            ? [N, Mul<Known<C>, Power<KnownPositive<Factor>, Lengths>>, ...Output]
            : Output
          : never
        : RankError<'pixelUnshuffle', X>
      : RankError<'pixelUnshuffle', X>;

type RankError<
  Operation extends string,
  X extends Shape,
> = `${Operation}: input must be [N, C, ...] with 1 to 3 axes, got ${X['length']} dimensions (input ${ShowShape<X>})`;

/** Factor to the power of how many there are in the list. */
type Power<Factor extends number, List extends readonly unknown[], Result extends number = 1> = List extends readonly [
  unknown,
  ...infer Rest,
]
  ? Power<Factor, Rest, Mul<Result, Factor>>
  : Result;

type Shrunk<
  X extends Shape,
  Lengths extends readonly unknown[],
  Names extends readonly string[],
  Factor,
  Output extends readonly unknown[] = [],
> = [Lengths, Names] extends [
  readonly [infer Length, ...infer MoreLengths],
  readonly [infer Name extends string, ...infer MoreNames extends readonly string[]],
]
  ? Differ<Mod<Known<Length>, KnownPositive<Factor>>, 0> extends true
    ? `pixelUnshuffle: ${Name} ${Show<Length>} is no multiple of factor ${Show<Factor>} (input ${ShowShape<X>})`
    : Shrunk<X, MoreLengths, MoreNames, Factor, [...Output, Div<Known<Length>, KnownPositive<Factor>>]>
  : Output;

/**
 * The rule of {@link pixelShuffle}.
 *
 * @throws ShapeError with the sentence of {@link PixelShuffleShape}.
 * @example
 * ```ts
 * console.log(pixelShuffleRule([1, 12, 4, 4], 2).shape);   // [1, 3, 8, 8]
 * ```
 */
export function pixelShuffleRule(x: readonly number[], factor: number): PixelShuffleRule {
  assertShape('pixelShuffle', x, 'input');
  assertPositive('pixelShuffle', 'factor', factor);
  const cells = factor ** axesOfImage('pixelShuffle', x);
  const [batch, channels, ...lengths] = x as [number, number, ...number[]];
  if (channels % cells !== 0) {
    throw new ShapeError(
      `pixelShuffle: ${channels} channels are no multiple of ${cells}, the cells of factor ${factor} ` +
        `(input ${showShape(x)})`,
    );
  }
  return { shape: [batch, channels / cells, ...lengths.map((length) => length * factor)] };
}

/**
 * The rule of {@link pixelUnshuffle}.
 *
 * @throws ShapeError with the sentence of {@link PixelUnshuffleShape}.
 * @example
 * ```ts
 * console.log(pixelUnshuffleRule([1, 3, 8, 8], 2).shape);   // [1, 12, 4, 4]
 * ```
 */
export function pixelUnshuffleRule(x: readonly number[], factor: number): PixelShuffleRule {
  assertShape('pixelUnshuffle', x, 'input');
  assertPositive('pixelUnshuffle', 'factor', factor);
  const axes = axesOfImage('pixelUnshuffle', x);
  const [batch, channels, ...lengths] = x as [number, number, ...number[]];
  const shrunk = lengths.map((length, i) => {
    if (length % factor === 0) return length / factor;
    const name = AXIS_NAMES[axes]![i]!;
    throw new ShapeError(
      `pixelUnshuffle: ${name} ${length} is no multiple of factor ${factor} (input ${showShape(x)})`,
    );
  });
  return { shape: [batch, channels * factor ** axes, ...shrunk] };
}
