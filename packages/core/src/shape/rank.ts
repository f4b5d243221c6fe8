/** Checks of rank, and what the axes of an image are called. */
import { ShapeError } from '../errors.ts';
import { type IsDynamic, type Shape, type ShowShape, showShape } from './shape.ts';

/** What the spatial axes are called in a sentence, by how many there are. */
export const AXIS_NAMES: Record<number, readonly string[]> = {
  1: ['width'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

/** The letters of the last spatial axes in a list of dimensions: `['H', 'W']` for 2. */
export function axisLetters(axes: number, prefix = ''): string[] {
  return ['D', 'H', 'W'].slice(-axes).map((letter) => `${prefix}${letter}`);
}

/** The dimensions of a shape of rank 4, unknown ones where the rank is not known; false where it is another. */
export type OfRank4<S extends Shape> =
  IsDynamic<S> extends true
    ? [number, number, number, number]
    : [S] extends [readonly [unknown, unknown, unknown, unknown]]
      ? S
      : false;

export type RankError<
  Operation extends string,
  Operand extends string,
  Wanted extends string,
  S extends Shape,
> = `${Operation}: ${Operand} must be ${Wanted}, got ${S['length']} dimensions (${Operand} ${ShowShape<S>})`;

/** Throws unless the shape has one dimension for each of the letters. */
export function assertRank(
  operation: string,
  operand: string,
  shape: readonly number[],
  letters: readonly string[],
): void {
  if (shape.length === letters.length) return;
  throw new ShapeError(
    `${operation}: ${operand} must be [${letters.join(', ')}], got ${shape.length} dimensions ` +
      `(${operand} ${showShape(shape)})`,
  );
}
