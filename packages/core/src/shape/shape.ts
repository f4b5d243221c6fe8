/** Shapes: what the compiler knows of one, how it is written in a sentence, and the checks that every operation shares. */
import { ShapeError } from '../errors.ts';
import type { IsNat, Lt, Mul, Sub } from './arithmetic.ts';
import { showValue } from './show.ts';

/** A dimension: a literal (checked by the compiler), `number` (checked when it runs) or a name such as `'N'`. */
export type Dim = number | string;
/** The lengths of all dimensions, outermost first. */
export type Shape = readonly Dim[];

export type IsAny<T> = 0 extends 1 & T ? true : false;

/** A union is a choice that the compiler cannot make. */
export type IsUnion<T, Whole = T> = T extends Whole ? ([Whole] extends [T] ? false : true) : never;

/**
 * A dimension as arithmetic needs it: one literal natural number stays as it is, and everything else (`number`, a name,
 * a union, `any`, but also -1 and 0.5, which only the run-time rule reports) is `number`: not known.
 */
export type Known<D, Whole = D> =
  IsAny<D> extends true
    ? number
    : [D] extends [never]
      ? number
      : D extends Whole
        ? [Whole] extends [D]
          ? IsNat<D> extends true
            ? D & number
            : number
          : number
        : never;

/** As {@link Known} for lengths that cannot be 0: a 0 is reported elsewhere, here it only must not divide anything. */
export type KnownPositive<D> = Known<D> extends infer N extends number ? (N extends 0 ? number : N) : never;

/** True where a dimension is known to be 0. */
export type IsZero<D> = Known<D> extends 0 ? true : false;

/** True where the rank is not known: `number[]`, `any`, a union of ranks. */
export type IsDynamic<S extends Shape> =
  IsAny<S> extends true ? true : [S] extends [never] ? true : number extends S['length'] ? true : IsUnion<S['length']>;

/** True where both are known and they differ. */
export type Differ<A, B> = [Known<A>, Known<B>] extends [infer X extends number, infer Y extends number]
  ? number extends X | Y
    ? false
    : X extends Y
      ? false
      : true
  : false;

/** The one of two dimensions that must be equal of which more is known. */
export type Meet<A, B> = number extends Known<A> ? (number extends Known<B> ? (A extends string ? A : B) : B) : A;

/** Dimension `I` of a shape, `number` where the rank is not known. */
export type LengthOf<S extends Shape, I extends 0 | 1> = S extends readonly [infer First, infer Second, ...unknown[]]
  ? I extends 0
    ? First
    : Second
  : number;

/** The number of elements, `number` where some dimension is not known. */
export type Product<S extends Shape, Result extends number = 1> = S extends readonly [
  infer First,
  ...infer Rest extends Shape,
]
  ? Product<Rest, Mul<Result, Known<First>>>
  : S extends readonly []
    ? Result
    : number;

/** A dimension or an option as a sentence shows it: a name is its name, and what is not known is `?`. */
export type Show<D> =
  IsAny<D> extends true
    ? '?'
    : [D] extends [never]
      ? '?'
      : IsUnion<D> extends true
        ? '?'
        : D extends string | number
          ? {} extends Record<`${D}`, 1> // `number`, `string` and brands print as patterns, which require no key
            ? '?'
            : `${D}`
          : '?';

/** `[8, 3, ?, N]` */
export type ShowShape<S extends Shape, Text extends string = ''> =
  IsAny<S> extends true
    ? '[...]'
    : S extends readonly [infer First, ...infer Rest extends Shape]
      ? ShowShape<Rest, Text extends '' ? Show<First> : `${Text}, ${Show<First>}`>
      : S extends readonly []
        ? `[${Text}]`
        : Text extends ''
          ? '[...]'
          : `[${Text}, ...]`;

/**
 * How {@link showShape} looks in a type: `[8, 3, 32, 32]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * console.log(showShape([8, 3, 32, 32]));   // [8, 3, 32, 32]
 * ```
 */
export function showShape(shape: readonly unknown[]): string {
  return showValue(shape);
}

/**
 * The number of elements, the product of all lengths; 1 for `[]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * sizeOf([2, 3, 4]);   // 24
 * ```
 */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const dim of shape) size *= dim;
  return size;
}

/**
 * Whether two shapes have the same dimensions.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * console.log(sameShape([2, 3], [2, 3]));   // true
 * ```
 */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * Holds that `shape` is an array of non-negative integers whose product a number can hold.
 *
 * @throws ShapeError unless it is.
 * @example
 * ```ts
 * assertShape('zeros', [2, 3]);
 * ```
 */
export function assertShape(operation: string, shape: readonly number[], operand = 'shape'): void {
  if (!Array.isArray(shape)) {
    throw new ShapeError(`${operation}: ${operand} must be a list of integers, got ${showValue(shape)}`);
  }
  for (let i = 0; i < shape.length; i++) {
    if (!Number.isSafeInteger(shape[i]) || shape[i]! < 0) {
      throw new ShapeError(
        `${operation}: dimension ${i} must be a non-negative integer, got ${showValue(shape[i])} ` +
          `(${operand} ${showShape(shape)})`,
      );
    }
  }
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new ShapeError(`${operation}: ${sizeOf(shape)} elements are too many (${operand} ${showShape(shape)})`);
  }
}

/** The error of {@link assertShape} where the compiler sees it: for operations that make a tensor out of a shape. */
export type ValidShape<Operation extends string, S extends Shape, Operand extends string = 'shape'> =
  IsAny<S> extends true
    ? S
    : FirstInvalid<S> extends infer I
      ? [I] extends [never]
        ? S
        : I extends keyof S
          ? `${Operation}: dimension ${I & string} must be a non-negative integer, got ${Show<S[I]>} (${Operand} ${ShowShape<S>})`
          : S
      : never;

/** The index, as text, of the first dimension that is a literal but no natural number. */
type FirstInvalid<S extends Shape, Passed extends readonly unknown[] = []> = S extends readonly [
  infer First,
  ...infer Rest extends Shape,
]
  ? IsInvalid<First> extends true
    ? `${Passed['length']}`
    : FirstInvalid<Rest, [...Passed, First]>
  : never;

/** True for a literal that is no natural number: -1, 0.5. */
export type IsInvalid<D> = D extends number
  ? Show<D> extends '?'
    ? false
    : IsNat<D> extends true
      ? false
      : true
  : false;

/** A place in a shape: counted from the front (0 and up) or from the end (-1 and down). */
export type NormalizeAxis<A, Rank extends number> =
  IsAny<A> extends true
    ? number
    : IsUnion<A> extends true
      ? number
      : number extends Rank
        ? Known<A>
        : A extends number
          ? Show<A> extends '?'
            ? number
            : `${A}` extends `-${infer FromEnd extends number}`
              ? IsNat<FromEnd> extends true
                ? Sub<Rank, FromEnd>
                : never
              : IsNat<A> extends true
                ? Lt<A, Rank> extends true
                  ? A
                  : never
                : never
          : number;

/**
 * The axis counted from the front, or the sentence that says why there is none.
 * `number` where the axis or the rank is not known.
 */
export type AxisOf<Operation extends string, X extends Shape, Axis> =
  IsDynamic<X> extends true
    ? Known<Axis>
    : [NormalizeAxis<Axis, X['length']>] extends [infer N extends number]
      ? [N] extends [never]
        ? AxisError<Operation, X, Axis>
        : N
      : never;

type AxisError<Operation extends string, X extends Shape, Axis> = X['length'] extends 0
  ? `${Operation}: there is no axis ${Show<Axis>}, the input has no dimensions (input [])`
  : `${Operation}: axis ${Show<Axis>} is not an integer from -${X['length']} to ${Sub<X['length'], 1>} (input ${ShowShape<X>})`;

/**
 * The axis counted from the front; see {@link AxisOf}.
 *
 * @throws ShapeError when there is no such axis.
 * @example
 * ```ts
 * normalizeAxis('sum', -1, 3, [2, 3, 4]);   // 2
 * ```
 */
export function normalizeAxis(operation: string, axis: number, rank: number, shape: readonly number[]): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis + 0;
  if (rank === 0) {
    throw new ShapeError(
      `${operation}: there is no axis ${showValue(axis)}, the input has no dimensions (input ${showShape(shape)})`,
    );
  }
  throw new ShapeError(
    `${operation}: axis ${showValue(axis)} is not an integer from -${rank} to ${rank - 1} (input ${showShape(shape)})`,
  );
}
