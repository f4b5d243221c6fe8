import { ShapeError } from '../../errors.ts';
import type { Geometry } from '../../shape/geometry.ts';
import { padRule, type Pads } from '../../shape/pad.ts';
import { showValue } from '../../shape/show.ts';
import { pad } from '../movement/pad.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';

/** What a convolution sees around its image; see `pad`. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

/** Throws unless the border of x can be filled in this mode; the sentence is that of `pad`. */
export function assertPaddingMode(
  operation: string,
  mode: PaddingMode,
  x: readonly number[],
  geometry: Geometry,
): void {
  if (!['zeros', 'reflect', 'replicate', 'circular'].includes(mode)) {
    throw new ShapeError(
      `${operation}: paddingMode must be 'zeros', 'reflect', 'replicate' or 'circular', got ${showValue(mode)}`,
    );
  }
  if (mode === 'zeros') return;
  try {
    padRule(x, padsOf(geometry), mode);
  } catch (error) {
    throw error instanceof ShapeError ? new ShapeError(`${operation}: ${error.message}`, { cause: error }) : error;
  }
}

/** The image with its border, as large as {@link withBorder} says. */
export function addBorder(x: Tensor, mode: Exclude<PaddingMode, 'zeros'>, geometry: Geometry): Tensor<number[]> {
  return pad(widen(x), padsOf(geometry), { mode });
}

/**
 * The geometry of the same windows over an image that has its border already: `input + padBefore + padAfter` cells and no
 * padding.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const { axes } = convGeometry([5], { kernel: 3, padding: 1 });
 * const { input, padBefore } = withBorder(axes)[0]!;
 * console.log(input, padBefore);   // 7 0
 * ```
 */
export function withBorder(geometry: Geometry): Geometry {
  return geometry.map((axis) => {
    return { ...axis, input: axis.input + axis.padBefore + axis.padAfter, padBefore: 0, padAfter: 0 };
  });
}

/** Whether there is a border at all. */
export function hasBorder(geometry: Geometry): boolean {
  return geometry.some(({ padBefore, padAfter }) => padBefore + padAfter > 0);
}

function padsOf(geometry: Geometry): Pads {
  return [[0, 0], [0, 0], ...geometry.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const)];
}
