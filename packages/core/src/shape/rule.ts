/**
 * What all rules share. A rule is a pair: a type from shapes and options to the shape of the result or to a sentence
 * that says what is wrong, and a function that returns the same shape or throws the same sentence.
 */
import { ShapeError } from '../errors.ts';
import type { IsInvalid, Shape, Show, ShowShape } from './shape.ts';
import { showValue } from './show.ts';

/**
 * The type of a parameter that a rule guards: `T` while the rule's result is a shape. A sentence takes the place of `T`,
 * so that the compiler prints it at the argument.
 *
 * `NoInfer`: the compiler infers from the argument to both branches, and where a rule gives a shape back as it is
 * (`SameShape`), TypeScript 5.9 would take the argument, a tensor, for that shape.
 */
export type Arg<Result, T> = Fits<Result> extends false ? NoInfer<Result> : T;

/** False where a rule's result is a sentence. A union of a sentence and a shape is a choice not made yet: it fits. */
export type Fits<Result> = [Result] extends [never] ? true : [Result] extends [string] ? false : true;

/** `input [8, 4, 32, 32], weight [64, 3, 3, 3]`. A list of names and shapes, so that it is written only if needed. */
export type ShowOperands<Operands extends readonly unknown[], Text extends string = ''> = Operands extends readonly [
  infer Name extends string,
  infer S extends Shape,
  ...infer Rest,
]
  ? ShowOperands<Rest, Text extends '' ? `${Name} ${ShowShape<S>}` : `${Text}, ${Name} ${ShowShape<S>}`>
  : Text;

/** One number for all axes or one per axis. */
export type PerAxis = number | readonly number[];
/** One number, alone or as `[width]`. */
export type PerAxis1 = number | readonly [number];
/** One number for both axes or `[height, width]`. */
export type PerAxis2 = number | readonly [number, number];
/** One number for all axes or `[depth, height, width]`. */
export type PerAxis3 = number | readonly [number, number, number];

/** {@link PerAxis} by the number of axes. */
export interface PerAxisOf {
  readonly 1: PerAxis1;
  readonly 2: PerAxis2;
  readonly 3: PerAxis3;
}

/** What a {@link PerAxis} says about axis `I`. */
export type At<Value, I extends number> = Value extends readonly unknown[]
  ? number extends Value['length']
    ? number
    : I extends keyof Value
      ? Value[I]
      : number
  : Value;

/** The type of an option that must be a positive integer, or a list of them: `V`, or the sentence that says so. */
export type Positive<Operation extends string, Key extends string, V> =
  IsMisfit<V, 0> extends true ? `${Operation}: ${Key} must be ${Wanted<V, 'positive'>}, got ${ShowList<V>}` : V;

/** As {@link Positive}, with 0 allowed. Strings pass: they are modes such as 'same'. */
export type NonNegative<Operation extends string, Key extends string, V> =
  IsMisfit<V, never> extends true ? `${Operation}: ${Key} must be ${Wanted<V, 'non-negative'>}, got ${ShowList<V>}` : V;

/**
 * {@link Positive} for an option of a value per axis. From a union such as `number | [number, number]` the compiler infers
 * one member only; where it is not literal nothing is known of it anyhow, so the whole of `Any` is accepted.
 */
export type PositivePerAxis<Operation extends string, Key extends string, V, Any = PerAxis2> =
  | Positive<Operation, Key, V>
  | (HasUnknown<V> extends true ? Any : never);

/** As {@link PositivePerAxis}, with 0 allowed. */
export type NonNegativePerAxis<Operation extends string, Key extends string, V, Any = PerAxis2> =
  | NonNegative<Operation, Key, V>
  | (HasUnknown<V> extends true ? Any : never);

/** Whether some number in an option is not a literal. */
type HasUnknown<V> = V extends readonly (infer Entry)[] ? HasUnknown<Entry> : number extends V ? true : false;

type Wanted<V, Kind extends string> = V extends readonly unknown[] ? `${Kind} integers` : `a ${Kind} integer`;

/** True where V has a literal that is no natural number or is `Excluded`; a union is not known, and so is no misfit. */
export type IsMisfit<V, Excluded extends number> = [V] extends [never]
  ? false
  : V extends readonly [infer First, ...infer Rest]
    ? IsMisfit<First, Excluded> extends true
      ? true
      : IsMisfit<Rest, Excluded>
    : V extends readonly unknown[]
      ? false
      : IsInvalid<V> extends true
        ? true
        : V extends Excluded
          ? true
          : false;

/** As {@link ShowShape} for an option, which may be a number or hold pairs. */
export type ShowList<V> = V extends readonly unknown[] ? `[${ShowItems<V>}]` : Show<V>;

type ShowItems<V extends readonly unknown[], Text extends string = ''> = V extends readonly [infer First, ...infer Rest]
  ? ShowItems<Rest, Text extends '' ? ShowList<First> : `${Text}, ${ShowList<First>}`>
  : Text;

/**
 * One positive integer per axis out of one for all or one for each.
 *
 * @throws ShapeError, with the name of the option, unless all are positive integers and as many as there are axes.
 * @example
 * ```ts
 * console.log(positivePerAxis('conv2d', 'stride', 2, 2));   // [2, 2]
 * ```
 */
export function positivePerAxis(operation: string, key: string, value: PerAxis, axes: number): number[] {
  return perAxis(operation, key, value, axes, 1, 'positive');
}

/**
 * As {@link positivePerAxis}, with 0 allowed.
 *
 * @throws ShapeError as there.
 * @example
 * ```ts
 * console.log(nonNegativePerAxis('maxPool2d', 'padding', [0, 1], 2));   // [0, 1]
 * ```
 */
export function nonNegativePerAxis(operation: string, key: string, value: PerAxis, axes: number): number[] {
  return perAxis(operation, key, value, axes, 0, 'non-negative');
}

/**
 * Holds that an option is a positive integer.
 *
 * @throws ShapeError, with its name, unless it is.
 * @example
 * ```ts
 * assertPositive('conv2d', 'groups', 4);
 * ```
 */
export function assertPositive(operation: string, key: string, value: number): void {
  assertInteger(operation, key, value, 1, 'positive');
}

function perAxis(
  operation: string,
  key: string,
  value: PerAxis,
  axes: number,
  minimum: number,
  kind: string,
): number[] {
  if (!Array.isArray(value)) {
    assertInteger(operation, key, value as number, minimum, kind);
    return new Array<number>(axes).fill(value as number);
  }
  if (value.length !== axes) {
    throw new ShapeError(`${operation}: ${key} must be one number or a list of ${axes}, got ${showValue(value)}`);
  }
  assertIntegers(operation, key, value, value, minimum, kind);
  return [...value];
}

/** Throws unless `value` is an integer of at least `minimum`. */
export function assertInteger(operation: string, key: string, value: number, minimum: number, kind: string): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new ShapeError(`${operation}: ${key} must be a ${kind} integer, got ${showValue(value)}`);
  }
}

/** Throws unless all `numbers` are integers of at least `minimum`; `value` is the option that they come from. */
export function assertIntegers(
  operation: string,
  key: string,
  value: unknown,
  numbers: readonly number[],
  minimum: number,
  kind: string,
): void {
  // `some` would skip the holes of a sparse array.
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < minimum) {
      throw new ShapeError(`${operation}: ${key} must be ${kind} integers, got ${showValue(value)}`);
    }
  }
}

/**
 * Holds that an option is true or false.
 *
 * @throws ShapeError, with its name, unless it is.
 * @example
 * ```ts
 * assertBoolean('avgPool2d', 'ceilMode', true);
 * ```
 */
export function assertBoolean(operation: string, key: string, value: boolean): void {
  if (typeof value !== 'boolean') {
    throw new ShapeError(`${operation}: ${key} must be true or false, got ${showValue(value)}`);
  }
}
