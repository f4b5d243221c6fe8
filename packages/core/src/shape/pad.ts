/** The rule of padding: cells before and after each dimension. */
import { ShapeError } from '../errors.ts';
import type { Add, Lt } from './arithmetic.ts';
import {
  assertShape,
  type IsDynamic,
  type IsInvalid,
  type Known,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { showValue } from './show.ts';

/** `[before, after]` per dimension. */
export type Pads = readonly (readonly [number, number])[];

/** What is in the border; see `pad`. */
export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** The shape of `pad(x, pads, { mode })`, or the sentence that says why there is none. */
export type PadShape<X extends Shape, P extends Pads, Mode = 'constant'> =
  IsDynamic<X> extends true
    ? number extends P['length']
      ? number[]
      : { -readonly [I in keyof P]: number }
    : number extends P['length']
      ? { -readonly [I in keyof X]: number }
      : P['length'] extends X['length']
        ? PadAll<X, X, P, Mode>
        : `pad: ${P['length']} pairs for ${X['length']} dimensions (input ${ShowShape<X>})`;

type PadAll<X extends Shape, Rest extends Shape, P extends Pads, Mode, Result extends unknown[] = []> = [
  Rest,
  P,
] extends [
  readonly [infer Dim, ...infer DimsLeft extends Shape],
  readonly [readonly [infer Before, infer After], ...infer PadsLeft extends Pads],
]
  ? true extends IsInvalid<Before> | IsInvalid<After>
    ? `pad: dimension ${Result['length']} needs two non-negative integers, got ${ShowPair<Before, After>} (input ${ShowShape<X>})`
    : true extends IsTooWide<Mode, Known<Dim>, Known<Before>> | IsTooWide<Mode, Known<Dim>, Known<After>>
      ? `pad: mode '${Mode & string}' ${Limit<Mode, Known<Dim>>} dimension ${Result['length']}, got ${ShowPair<Before, After>} (input ${ShowShape<X>})`
      : PadAll<X, DimsLeft, PadsLeft, Mode, [...Result, PadDim<Dim, Known<Before>, Known<After>>]>
  : Result;

type ShowPair<Before, After> = `[${Show<Before>}, ${Show<After>}]`;

/** Whether a mode is known to have no cells left to fill a border of so many. */
type IsTooWide<Mode, Length extends number, Cells extends number> = Cells extends 0
  ? false
  : [Mode] extends ['reflect']
    ? IsSurely<false, Lt<Cells, Length>>
    : [Mode] extends ['circular']
      ? IsSurely<true, Lt<Length, Cells>>
      : [Mode] extends ['replicate']
        ? Length extends 0
          ? true
          : false
        : false;

/** False for a condition of which nothing is known, which is `boolean`. */
type IsSurely<Wanted extends boolean, Condition extends boolean> = [Condition] extends [Wanted] ? true : false;

type Limit<Mode, Length extends number> = Mode extends 'reflect'
  ? `pads fewer cells than the ${Length} of`
  : Mode extends 'circular'
    ? `pads at most the ${Length} cells of`
    : 'finds no cell to repeat in';

/** A dimension that is not padded keeps its name. */
type PadDim<Dim, Before extends number, After extends number> = [Before, After] extends [0, 0]
  ? Dim
  : Add<Known<Dim>, Add<Before, After>>;

/**
 * The rule of {@link pad}.
 *
 * @throws ShapeError with the sentence of {@link PadShape}.
 * @example
 * ```ts
 * console.log(padRule([2, 3], [[0, 0], [1, 2]]));   // [2, 6]
 * ```
 */
export function padRule(x: readonly number[], pads: Pads, mode: PadMode = 'constant'): number[] {
  assertShape('pad', x, 'input');
  if (!Object.hasOwn(limits, mode)) {
    throw new ShapeError(`pad: mode must be 'constant', 'reflect', 'replicate' or 'circular', got ${showValue(mode)}`);
  }
  if (!Array.isArray(pads)) throw new ShapeError(`pad: pads must be a list of pairs, got ${showValue(pads)}`);
  if (pads.length !== x.length) {
    throw new ShapeError(`pad: ${pads.length} pairs for ${x.length} dimensions (input ${showShape(x)})`);
  }
  return x.map((dim, i) => {
    const pair: unknown = pads[i];
    const where = (): string => `got ${showValue(pair)} (input ${showShape(x)})`;
    if (!Array.isArray(pair) || pair.length !== 2 || !isCount(pair[0]) || !isCount(pair[1])) {
      throw new ShapeError(`pad: dimension ${i} needs two non-negative integers, ${where()}`);
    }
    const widest = Math.max(pair[0], pair[1]);
    const { most, sentence } = limits[mode](dim);
    if (widest > 0 && widest > most) throw new ShapeError(`pad: mode '${mode}' ${sentence} dimension ${i}, ${where()}`);
    return dim + pair[0] + pair[1];
  });
}

/** How wide a border each mode can fill, from so many cells. */
const limits = {
  constant: () => ({ most: Infinity, sentence: '' }),
  reflect: (length) => ({ most: length - 1, sentence: `pads fewer cells than the ${length} of` }),
  replicate: (length) => ({ most: length === 0 ? 0 : Infinity, sentence: 'finds no cell to repeat in' }),
  circular: (length) => ({ most: length, sentence: `pads at most the ${length} cells of` }),
} as const satisfies Record<PadMode, (length: number) => { most: number; sentence: string }>;

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
