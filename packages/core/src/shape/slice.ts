/** The rule of slicing: a range per dimension. Ranges that leave their dimension are errors, never clamped. */
import { ShapeError } from '../errors.ts';
import type { IsNat, Lt, Sub } from './arithmetic.ts';
import type { CeilDiv } from './axis.ts';
import type { IsMisfit } from './rule.ts';
import {
  assertShape,
  type IsDynamic,
  type Known,
  type KnownPositive,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { showValue } from './show.ts';

/**
 * `null`: the whole dimension. `[start, end]` or `[start, end, step]`: from start up to but without end, negative ones
 * counted from the end of the dimension.
 */
export type Range = null | readonly [start: number, end: number] | readonly [start: number, end: number, step: number];

export interface SliceRule {
  /** Of the result. */
  readonly shape: number[];
  /** Per dimension of the input, counted from its front. */
  readonly starts: number[];
  readonly steps: number[];
}

/** The shape of `slice(x, ranges)`, or the sentence that says why there is none. Dimensions left over are whole. */
export type SliceShape<X extends Shape, Ranges extends readonly Range[]> =
  IsDynamic<X> extends true
    ? number[]
    : number extends Ranges['length']
      ? { -readonly [I in keyof X]: number }
      : Lt<X['length'], Ranges['length']> extends true
        ? `slice: ${Ranges['length']} ranges for ${X['length']} dimensions (input ${ShowShape<X>})`
        : SliceAll<X, X, Ranges>;

type SliceAll<
  X extends Shape,
  DimsLeft extends Shape,
  RangesLeft extends readonly unknown[],
  Result extends unknown[] = [],
> = [DimsLeft, RangesLeft] extends [
  readonly [infer Dim, ...infer MoreDims extends Shape],
  readonly [infer First, ...infer MoreRanges],
]
  ? [First] extends [null]
    ? SliceAll<X, MoreDims, MoreRanges, [...Result, Dim]>
    : SliceDim<X, Result['length'], Known<Dim>, Bounds<First>> extends infer Length
      ? Length extends string
        ? Length
        : SliceAll<X, MoreDims, MoreRanges, [...Result, Length]>
      : never
  : [...Result, ...DimsLeft];

/** A range as `[start, end, step]`; unknown ones where it is not known which range it is. */
type Bounds<R> = [R] extends [readonly [infer Start, infer End, infer Step]]
  ? [Start, End, Step]
  : [R] extends [readonly [infer Start, infer End]]
    ? [Start, End, 1]
    : [number, number, number];

type SliceDim<X extends Shape, I extends number, Length extends number, B extends [unknown, unknown, unknown]> =
  IsMisfit<B[2], 0> extends true
    ? `slice: step must be a positive integer, got ${Show<B[2]>} (${Where<X, I>})`
    : [Position<B[0], Length>, Position<B[1], Length>] extends [infer Start extends number, infer End extends number]
      ? [Start] extends [never]
        ? PositionError<'start', B[0], X, I, Length>
        : [End] extends [never]
          ? PositionError<'end', B[1], X, I, Length>
          : [Sub<End, Start>] extends [infer Span extends number]
            ? [Span] extends [never]
              ? `slice: start ${Show<B[0]>} is after end ${Show<B[1]>} (${Where<X, I>})`
              : CeilDiv<Span, KnownPositive<B[2]>>
            : never
      : never;

/** A position counted from the front, never where it is outside, `number` where it is not known. */
type Position<P, Length extends number> =
  Show<P> extends '?'
    ? number
    : P extends number
      ? `${P}` extends `-${infer FromEnd extends number}`
        ? IsNat<FromEnd> extends true
          ? Sub<Length, FromEnd>
          : Outside<Length>
        : IsNat<P> extends true
          ? Lt<Length, P> extends true
            ? never
            : P
          : Outside<Length>
      : number;

/** What is no integer is outside of every range, but the sentence needs to know the range. */
type Outside<Length extends number> = number extends Length ? number : never;

type PositionError<
  Name extends 'start' | 'end',
  P,
  X extends Shape,
  I extends number,
  Length extends number,
> = `slice: ${Name} ${Show<P>} is not an integer from -${Length} to ${Length} (${Where<X, I>})`;

type Where<X extends Shape, I extends number> = `dimension ${I} of input ${ShowShape<X>}`;

/**
 * The rule of {@link slice}.
 *
 * @throws ShapeError with the sentence of {@link SliceShape}.
 * @example
 * ```ts
 * console.log(sliceRule([5, 4], [[1, 3]]).shape);   // [2, 4]
 * ```
 */
export function sliceRule(x: readonly number[], ranges: readonly Range[]): SliceRule {
  assertShape('slice', x, 'input');
  if (!Array.isArray(ranges)) throw new ShapeError(`slice: ranges must be a list, got ${showValue(ranges)}`);
  if (ranges.length > x.length) {
    throw new ShapeError(`slice: ${ranges.length} ranges for ${x.length} dimensions (input ${showShape(x)})`);
  }
  const rule: SliceRule = { shape: [], starts: [], steps: [] };
  x.forEach((length, i) => {
    const where = `(dimension ${i} of input ${showShape(x)})`;
    const [start, end, step] = i < ranges.length ? bounds(ranges[i], length, where) : [0, length, 1];
    rule.shape.push(Math.ceil((end - start) / step));
    rule.starts.push(start);
    rule.steps.push(step);
  });
  return rule;
}

/** A range as `[start, end, step]`, counted from the front. */
function bounds(range: unknown, length: number, where: string): [start: number, end: number, step: number] {
  if (range === null) return [0, length, 1];
  if (!Array.isArray(range) || range.length < 2 || range.length > 3) {
    throw new ShapeError(
      `slice: a range must be null, [start, end] or [start, end, step], got ${showValue(range)} ${where}`,
    );
  }
  const [from, to, step = 1] = range as [number, number, number?];
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new ShapeError(`slice: step must be a positive integer, got ${showValue(step)} ${where}`);
  }
  const start = position('start', from, length, where);
  const end = position('end', to, length, where);
  if (start > end) throw new ShapeError(`slice: start ${from} is after end ${to} ${where}`);
  return [start, end, step];
}

function position(name: 'start' | 'end', given: number, length: number, where: string): number {
  if (Number.isInteger(given) && given >= -length && given <= length) return given < 0 ? given + length : given;
  throw new ShapeError(`slice: ${name} ${showValue(given)} is not an integer from -${length} to ${length} ${where}`);
}
