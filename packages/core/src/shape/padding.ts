/** Padding as users write it, and as one `[before, after]` per axis. */
import { ShapeError } from '../errors.ts';
import type { Known } from './shape.ts';
import { assertInteger, assertIntegers } from './rule.ts';
import { showValue } from './show.ts';

/**
 * - a number: the same on all sides
 * - one number per axis: the same before and after
 * - one `[before, after]` per axis
 * - 'same': as much as makes the output `ceil(input / stride)`; an odd cell goes to the end
 * - 'valid': none
 */
export type Padding = number | readonly number[] | readonly (readonly [number, number])[] | 'same' | 'valid';

/** {@link Padding} of two axes: height, width. */
export type Padding2d =
  | number
  | readonly [number, number]
  | readonly [readonly [number, number], readonly [number, number]]
  | 'same'
  | 'valid';

/** What a {@link Padding2d} says about axis I: `'same'` or `[before, after]`. */
export type PadsAt<P, I extends 0 | 1> = [P] extends ['same']
  ? 'same'
  : [P] extends ['valid']
    ? [0, 0]
    : [P] extends [readonly [infer First, infer Second]]
      ? I extends 0
        ? Pair<First>
        : Pair<Second>
      : Pair<P>;

type Pair<P> = [P] extends [readonly [infer Before, infer After]]
  ? [Known<Before>, Known<After>]
  : [Known<P>, Known<P>];

/** `'same'` or one `[before, after]` per axis. */
export function padsPerAxis(
  operation: string,
  padding: Padding,
  axes: number,
): 'same' | readonly (readonly [number, number])[] {
  if (padding === 'same') return 'same';
  if (padding === 'valid') return new Array<readonly [number, number]>(axes).fill([0, 0]);
  if (typeof padding === 'number') {
    assertInteger(operation, 'padding', padding, 0, 'non-negative');
    return new Array<readonly [number, number]>(axes).fill([padding, padding]);
  }
  if (!Array.isArray(padding) || padding.length !== axes) throw malformed(operation, padding, axes);
  const pairs = Array.from(padding as readonly unknown[], (entry) => (Array.isArray(entry) ? entry : [entry, entry]));
  const mixed = padding.some((entry) => Array.isArray(entry) !== Array.isArray(padding[0]));
  if (mixed || pairs.some((pair) => pair.length !== 2)) throw malformed(operation, padding, axes);
  assertIntegers(operation, 'padding', padding, pairs.flat(), 0, 'non-negative');
  return pairs as [number, number][];
}

function malformed(operation: string, padding: unknown, axes: number): ShapeError {
  return new ShapeError(
    `${operation}: padding must be 'same', 'valid', a number, or a list of ${axes} numbers or [before, after] pairs, ` +
      `got ${showValue(padding)}`,
  );
}
