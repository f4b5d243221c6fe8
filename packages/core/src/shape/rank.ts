/** Checks of rank, and what the axes of an image are called. */
import { ShapeError } from '../errors.ts';
import { type IsDynamic, type Shape, type ShowShape, showShape } from './shape.ts';

/** How many spatial axes an image may have. */
export type AxisCount = 1 | 2 | 3;

/** What the spatial axes are called in a sentence, by how many there are. */
export interface AxisNames {
  readonly 1: readonly ['width'];
  readonly 2: readonly ['height', 'width'];
  readonly 3: readonly ['depth', 'height', 'width'];
}

/** {@link AxisNames} as values. */
export const AXIS_NAMES: Record<number, readonly string[]> = {
  1: ['width'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
} satisfies AxisNames;

/** Images as a sentence writes them. */
export interface ImageLetters {
  readonly 1: '[N, C, W]';
  readonly 2: '[N, C, H, W]';
  readonly 3: '[N, C, D, H, W]';
}

/** The shape of an image of which nothing is known. */
interface UnknownImage {
  readonly 1: [number, number, number];
  readonly 2: [number, number, number, number];
  readonly 3: [number, number, number, number, number];
}

/** The letters of the last spatial axes in a list of dimensions: `['H', 'W']` for 2. */
export function axisLetters(axes: number, prefix = ''): string[] {
  return ['D', 'H', 'W'].slice(-axes).map((letter) => `${prefix}${letter}`);
}

/**
 * The dimensions of images or weights with so many spatial axes, unknown ones where the rank is not known; false where it is
 * another.
 */
export type OfImage<S extends Shape, Axes extends AxisCount> =
  IsDynamic<S> extends true ? UnknownImage[Axes] : S['length'] extends UnknownImage[Axes]['length'] ? S : false;

export type RankError<
  Operation extends string,
  Operand extends string,
  Wanted extends string,
  S extends Shape,
> = `${Operation}: ${Operand} must be ${Wanted}, got ${S['length']} dimensions (${Operand} ${ShowShape<S>})`;

/** How many spatial axes an image has, by its rank. @throws ShapeError unless there are 1 to 3 */
export function axesOfImage(operation: string, x: readonly number[]): AxisCount {
  const axes = x.length - 2;
  if (axes === 1 || axes === 2 || axes === 3) return axes;
  throw new ShapeError(
    `${operation}: input must be [N, C, ...] with 1 to 3 axes, got ${x.length} dimensions (input ${showShape(x)})`,
  );
}

/** As {@link axesOfImage}, of the lengths of the spatial axes alone. */
export function axesOfLengths(operation: string, lengths: readonly number[]): AxisCount {
  if (lengths.length === 1 || lengths.length === 2 || lengths.length === 3) return lengths.length;
  throw new ShapeError(`${operation}: there must be 1 to 3 axes, got ${lengths.length} (input ${showShape(lengths)})`);
}

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
