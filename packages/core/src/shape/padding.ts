/** Padding as users write it, and as one `[before, after]` per axis. */
import { ShapeError } from '../errors.ts';
import { assertInteger, assertIntegers, type At } from './rule.ts';
import type { Known } from './shape.ts';
import { showValue } from './show.ts';

/**
 * - a number: the same on all sides
 * - one number per axis: the same before and after
 * - one `[before, after]` per axis
 * - 'same': as much as makes the output `ceil(input / stride)`; an odd cell goes to the end
 * - 'valid': none
 * - 'causal', of one axis: as 'same' with all of it before, so that no window sees what comes after its place
 */
export type Padding = number | readonly number[] | readonly Pads[] | 'same' | 'valid' | 'causal';

type Pads = readonly [before: number, after: number];

/** {@link Padding} of one axis: width. */
export type Padding1d = number | readonly [number] | readonly [Pads] | 'same' | 'valid' | 'causal';
/** {@link Padding} of two axes: height, width. */
export type Padding2d = number | readonly [number, number] | readonly [Pads, Pads] | 'same' | 'valid';
/** {@link Padding} of three axes: depth, height, width. */
export type Padding3d = number | readonly [number, number, number] | readonly [Pads, Pads, Pads] | 'same' | 'valid';

/** {@link Padding} by the number of axes. */
export interface PaddingOf {
  readonly 1: Padding1d;
  readonly 2: Padding2d;
  readonly 3: Padding3d;
}

/** What a {@link Padding} says about axis I: a mode that depends on the input, or `[before, after]`. */
export type PadsAt<P, I extends number> = [P] extends ['same']
  ? 'same'
  : [P] extends ['causal']
    ? 'causal'
    : [P] extends ['valid']
      ? [0, 0]
      : [P] extends [readonly unknown[]]
        ? Pair<At<P, I>>
        : Pair<P>;

type Pair<P> = [P] extends [readonly [infer Before, infer After]]
  ? [Known<Before>, Known<After>]
  : [Known<P>, Known<P>];

/**
 * Reads a padding: a mode that depends on the input, `'same'` or `'causal'`, or one `[before, after]` per axis.
 *
 * @throws ShapeError for what is neither a mode nor numbers of cells, or not one for each axis.
 * @example
 * ```ts
 * console.log(padsPerAxis('conv2d', 1, 2));   // [[1, 1], [1, 1]]
 * ```
 */
export function padsPerAxis(operation: string, padding: Padding, axes: number): 'same' | 'causal' | readonly Pads[] {
  if (padding === 'same') return 'same';
  if (padding === 'causal' && axes === 1) return 'causal';
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
  const modes = axes === 1 ? "'same', 'valid', 'causal'" : "'same', 'valid'";
  const items = axes === 1 ? 'one number or [before, after] pair' : `${axes} numbers or [before, after] pairs`;
  return new ShapeError(
    `${operation}: padding must be ${modes}, a number, or a list of ${items}, got ${showValue(padding)}`,
  );
}
