/** The rules of reading the same elements under another shape. */
import { ShapeError } from '../errors.ts';
import type { Div, Mod } from './arithmetic.ts';
import {
  assertShape,
  type AxisOf,
  type Differ,
  type IsDynamic,
  type IsInvalid,
  normalizeAxis,
  type Product,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
  sizeOf,
} from './shape.ts';
import { showValue } from './show.ts';

/** The shape of `reshape(x, target)`, or the sentence that says why there is none. One length of Target may be -1. */
export type ReshapeShape<X extends Shape, Target extends readonly number[]> = number extends Target['length']
  ? number[]
  : HasBlank<Target> extends infer Blank
    ? Blank extends string
      ? Blank
      : [Product<X>, Product<Fill<Target, 1>>] extends [infer Size extends number, infer Rest extends number]
        ? Blank extends true
          ? Rest extends 0
            ? `reshape: -1 could be any length beside a 0 (${ShowShape<X>} to ${ShowShape<Target>})`
            : Differ<Mod<Size, Rest>, 0> extends true
              ? `reshape: the ${Size} elements of ${ShowShape<X>} do not fill ${ShowShape<Target>}, they are no multiple of ${Rest}`
              : Fill<Target, Div<Size, Rest>>
          : Differ<Size, Rest> extends true
            ? `reshape: ${ShowShape<X>} has ${Size} elements but ${ShowShape<Target>} has ${Rest}`
            : Fill<Target, never>
        : never
    : never;

/** Whether a length is -1, or the sentence about a second -1 or about a length that is no natural number. */
type HasBlank<
  Target extends Shape,
  Rest extends Shape = Target,
  Passed extends unknown[] = [],
  Found = false,
> = Rest extends readonly [infer First, ...infer More extends Shape]
  ? [First] extends [-1]
    ? Found extends true
      ? `reshape: only one length can be -1 (to ${ShowShape<Target>})`
      : HasBlank<Target, More, [...Passed, First], true>
    : IsInvalid<First> extends true
      ? `reshape: dimension ${Passed['length']} must be a non-negative integer or -1, got ${Show<First>} (to ${ShowShape<Target>})`
      : HasBlank<Target, More, [...Passed, First], Found>
  : Found;

/** Target as a mutable list, with `Length` for its -1. */
type Fill<Target extends readonly number[], Length extends number> = {
  -readonly [I in keyof Target]: [Target[I]] extends [-1] ? Length : Target[I];
};

/** The shape of `flatten(x, startAxis)`: the dimensions from `startAxis` become one. */
export type FlattenShape<X extends Shape, StartAxis = 1> =
  IsDynamic<X> extends true
    ? [StartAxis] extends [1]
      ? [number, number]
      : number[]
    : AxisOf<'flatten', X, StartAxis> extends infer Start
      ? Start extends number
        ? number extends Start
          ? number[]
          : MergeFrom<X, Start>
        : Start
      : never;

type MergeFrom<X extends Shape, Start extends number, Front extends unknown[] = []> = Front['length'] extends Start
  ? [...Front, Product<X>]
  : X extends readonly [infer First, ...infer Rest extends Shape]
    ? MergeFrom<Rest, Start, [...Front, First]>
    : number[];

/**
 * The rule of {@link reshape}: the shape, with its -1 found.
 *
 * @throws ShapeError with the sentence of {@link ReshapeShape}.
 * @example
 * ```ts
 * console.log(reshapeRule([2, 6], [3, -1]));   // [3, 4]
 * ```
 */
export function reshapeRule(x: readonly number[], target: readonly number[]): number[] {
  assertShape('reshape', x, 'input');
  const blank = findBlank(target);
  if (blank === -1) {
    if (sizeOf(x) === sizeOf(target)) return [...target];
    throw new ShapeError(
      `reshape: ${showShape(x)} has ${sizeOf(x)} elements but ${showShape(target)} has ${sizeOf(target)}`,
    );
  }
  const rest = sizeOf(target.toSpliced(blank, 1));
  if (rest === 0) {
    throw new ShapeError(`reshape: -1 could be any length beside a 0 (${showShape(x)} to ${showShape(target)})`);
  }
  if (sizeOf(x) % rest !== 0) {
    throw new ShapeError(
      `reshape: the ${sizeOf(x)} elements of ${showShape(x)} do not fill ${showShape(target)}, ` +
        `they are no multiple of ${rest}`,
    );
  }
  return target.with(blank, sizeOf(x) / rest);
}

/** The index of the -1 in a target, or -1 where there is none. */
function findBlank(target: readonly number[]): number {
  if (!Array.isArray(target))
    throw new ShapeError(`reshape: shape must be a list of integers, got ${showValue(target)}`);
  let blank = -1;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === -1) {
      if (blank !== -1) throw new ShapeError(`reshape: only one length can be -1 (to ${showShape(target)})`);
      blank = i;
    } else if (!Number.isSafeInteger(target[i]) || target[i] < 0) {
      throw new ShapeError(
        `reshape: dimension ${i} must be a non-negative integer or -1, got ${showValue(target[i])} ` +
          `(to ${showShape(target)})`,
      );
    }
  }
  return blank;
}

/**
 * The rule of {@link flatten}.
 *
 * @throws ShapeError with the sentence of {@link FlattenShape}.
 * @example
 * ```ts
 * console.log(flattenRule([8, 32, 7, 7]));   // [8, 1568]
 * ```
 */
export function flattenRule(x: readonly number[], startAxis = 1): number[] {
  assertShape('flatten', x, 'input');
  const start = normalizeAxis('flatten', startAxis, x.length, x);
  return [...x.slice(0, start), sizeOf(x.slice(start))];
}
