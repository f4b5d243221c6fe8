/** The rule of upsampling: `[N, C, ...input]` to `[N, C, ...output]`, by the output's lengths or by how many times the input's. */
import { ShapeError } from '../errors.ts';
import type { Mul } from './arithmetic.ts';
import { axesOfImage, AXIS_NAMES, type AxisNames } from './rank.ts';
import { type At, type PerAxis, positivePerAxis, type ShowList } from './rule.ts';
import {
  assertShape,
  type IsDynamic,
  type IsZero,
  type Known,
  type KnownPositive,
  type Shape,
  type ShowShape,
  showShape,
} from './shape.ts';
import { assertNonEmptyAxis, type EmptyAxisError } from './window.ts';

/** How large the result shall be: one of `size` and `scale`. */
export interface UpsampleOptions {
  /** The lengths of the output's axes. */
  readonly size?: PerAxis | undefined;
  /** How many times the input's they are, instead. */
  readonly scale?: PerAxis | undefined;
}

export interface UpsampleRule {
  /** Of the result. */
  readonly shape: number[];
}

/** The shape of `upsample(x, options)`, or the sentence that says why there is none. */
export type UpsampleShape<X extends Shape, Size = undefined, Scale = undefined> =
  IsDynamic<X> extends true
    ? number[]
    : X extends readonly [infer N, infer C, ...infer Lengths extends Shape]
      ? Lengths['length'] extends keyof AxisNames
        ? [Size] extends [undefined]
          ? [Scale] extends [undefined]
            ? NeitherError<X>
            : Axes<'scale', X, Lengths, Scale> extends infer Output
              ? Output extends readonly unknown[]
                ? [N, C, ...Output]
                : Output
              : never
          : [Scale] extends [undefined]
            ? Axes<'size', X, Lengths, Size> extends infer Output
              ? Output extends readonly unknown[]
                ? [N, C, ...Output]
                : Output
              : never
            : BothError<X>
        : RankError<X>
      : RankError<X>;

type NeitherError<X extends Shape> = `upsample: neither size nor scale is given (input ${ShowShape<X>})`;
type BothError<X extends Shape> = `upsample: size and scale are both given (input ${ShowShape<X>})`;

type RankError<X extends Shape> =
  `upsample: input must be [N, C, ...] with 1 to 3 axes, got ${X['length']} dimensions (input ${ShowShape<X>})`;

type Axes<Key extends 'size' | 'scale', X extends Shape, Lengths extends Shape, Value> =
  IsOfLength<Value, Lengths['length']> extends true
    ? EachAxis<Key, X, Lengths, AxisNames[Lengths['length'] & keyof AxisNames], Value>
    : `upsample: ${Key} must be one number or a list of ${Lengths['length']}, got ${ShowList<Value>}`;

/** False for a list that is known to be too short or too long. */
type IsOfLength<Value, Axes extends number> = Value extends readonly unknown[]
  ? number extends Value['length']
    ? true
    : Value['length'] extends Axes
      ? true
      : false
  : true;

type EachAxis<
  Key extends 'size' | 'scale',
  X extends Shape,
  Lengths extends readonly unknown[],
  Names extends readonly string[],
  Value,
  Output extends readonly unknown[] = [],
> = [Lengths, Names] extends [
  readonly [infer Length, ...infer MoreLengths],
  readonly [infer Name extends string, ...infer MoreNames extends readonly string[]],
]
  ? IsZero<Length> extends true
    ? EmptyAxisError<'upsample', 'input', Name, ['input', X]>
    : EachAxis<
        Key,
        X,
        MoreLengths,
        MoreNames,
        Value,
        [...Output, OutputLength<Key, Length, KnownPositive<At<Value, Output['length']>>>]
      >
  : Output;

/** An axis that stays as long as it is keeps its name. */
type OutputLength<Key extends 'size' | 'scale', Length, By extends number> = Key extends 'size'
  ? By
  : By extends 1
    ? Length
    : Mul<Known<Length>, By>;

/**
 * The rule of {@link upsample}.
 *
 * @throws ShapeError with the sentence of {@link UpsampleShape}.
 * @example
 * ```ts
 * console.log(upsampleRule([1, 3, 4, 4], { scale: 2 }).shape);   // [1, 3, 8, 8]
 * ```
 */
export function upsampleRule(x: readonly number[], { size, scale }: UpsampleOptions): UpsampleRule {
  assertShape('upsample', x, 'input');
  const axes = axesOfImage('upsample', x);
  const operands = (): string => `input ${showShape(x)}`;
  if (size === undefined && scale === undefined) {
    throw new ShapeError(`upsample: neither size nor scale is given (${operands()})`);
  }
  if (size !== undefined && scale !== undefined) {
    throw new ShapeError(`upsample: size and scale are both given (${operands()})`);
  }
  const lengths = x.slice(2);
  const numbers = positivePerAxis('upsample', size === undefined ? 'scale' : 'size', (size ?? scale)!, axes);
  const site = { operation: 'upsample', image: 'input', operands } as const;
  lengths.forEach((length, i) => assertNonEmptyAxis(site, AXIS_NAMES[axes]![i]!, length));
  const output = size === undefined ? lengths.map((length, i) => length * numbers[i]!) : numbers;
  return { shape: [...x.slice(0, 2), ...output] };
}
