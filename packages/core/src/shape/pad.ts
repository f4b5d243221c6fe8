/** The rule of padding: cells before and after each dimension. */
import { ShapeError } from '../errors.ts';
import type { Add } from './arithmetic.ts';
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

/** The shape of `pad(x, pads)`, or the sentence that says why there is none. */
export type PadShape<X extends Shape, P extends Pads> =
  IsDynamic<X> extends true
    ? number extends P['length']
      ? number[]
      : { -readonly [I in keyof P]: number }
    : number extends P['length']
      ? { -readonly [I in keyof X]: number }
      : P['length'] extends X['length']
        ? PadAll<X, X, P>
        : `pad: ${P['length']} pairs for ${X['length']} dimensions (input ${ShowShape<X>})`;

type PadAll<X extends Shape, Rest extends Shape, P extends Pads, Result extends unknown[] = []> = [Rest, P] extends [
  readonly [infer Dim, ...infer DimsLeft extends Shape],
  readonly [readonly [infer Before, infer After], ...infer PadsLeft extends Pads],
]
  ? true extends IsInvalid<Before> | IsInvalid<After>
    ? `pad: dimension ${Result['length']} needs two non-negative integers, got [${Show<Before>}, ${Show<After>}] (input ${ShowShape<X>})`
    : PadAll<X, DimsLeft, PadsLeft, [...Result, PadDim<Dim, Known<Before>, Known<After>>]>
  : Result;

/** A dimension that is not padded keeps its name. */
type PadDim<Dim, Before extends number, After extends number> = [Before, After] extends [0, 0]
  ? Dim
  : Add<Known<Dim>, Add<Before, After>>;

/** @throws ShapeError with the sentence of {@link PadShape}. */
export function padRule(x: readonly number[], pads: Pads): number[] {
  assertShape('pad', x, 'input');
  if (!Array.isArray(pads)) throw new ShapeError(`pad: pads must be a list of pairs, got ${showValue(pads)}`);
  if (pads.length !== x.length) {
    throw new ShapeError(`pad: ${pads.length} pairs for ${x.length} dimensions (input ${showShape(x)})`);
  }
  return x.map((dim, i) => {
    const pair: unknown = pads[i];
    if (!Array.isArray(pair) || pair.length !== 2 || !isCount(pair[0]) || !isCount(pair[1])) {
      throw new ShapeError(
        `pad: dimension ${i} needs two non-negative integers, got ${showValue(pair)} (input ${showShape(x)})`,
      );
    }
    return dim + pair[0] + pair[1];
  });
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
