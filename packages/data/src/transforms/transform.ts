import { type Generator, type PerAxis2, type Shape, ShapeError, showShape, type ShowShape } from '@gemmule/core';

/** Height and width of the images that a transform makes; `'same'` where they are those of what it is given. */
export type TransformSize = 'same' | readonly [number, number];

/**
 * A step of augmentation: makes one input of another, on the host. Any object with these members will do.
 *
 * @example
 * ```ts
 * const invert: Transform<'same'> = {
 *   name: 'invert',
 *   size: 'same',
 *   apply: (from, to) => from.forEach((value, i) => (to[i] = 1 - value)),
 * };
 * ```
 */
export interface Transform<out Size extends TransformSize = TransformSize> {
  /** For messages. */
  readonly name: string;
  /** `[height, width]` that it makes, or `'same'`. */
  readonly size: Size;
  /** @throws ShapeError for the shape of an input that this cannot transform. Called before all others. */
  readonly check?: ((shape: readonly number[]) => void) | undefined;
  /**
   * @param from an input of shape `shape`, row-major; not to be written into
   * @param to all of it is to be written
   * @param random of this sample in this epoch
   */
  /** Writes the transformed `[C, H, W]` of `from`, whose shape is `shape`, to `to`. */
  readonly apply: (from: Float32Array, to: Float32Array, shape: readonly number[], random: Generator) => void;
}

/** Height and width from an option that is one number for both or one for each. */
export type SizeOf<V extends PerAxis2> = V extends readonly [infer H extends number, infer W extends number]
  ? [H, W]
  : V extends number
    ? [V, V]
    : [number, number];

/** The shape of an input of shape `S` after a transform, or the sentence that says why there is none. */
export type TransformedShape<S extends Shape, Size extends TransformSize> = Size extends readonly [infer H, infer W]
  ? S extends readonly [infer C, unknown, unknown]
    ? [C, H, W]
    : number extends S['length']
      ? [number, H, W]
      : `loader: an image has shape [C, H, W], got ${ShowShape<S>}`
  : S;

/** As {@link TransformedShape}. @throws ShapeError where there is none. */
export function transformedShape({ size, check }: Transform, shape: readonly number[]): readonly number[] {
  if (size === 'same') {
    check?.(shape);
    return shape;
  }
  if (shape.length !== 3) {
    throw new ShapeError(`loader: an image has shape [C, H, W], got ${showShape(shape)}`);
  }
  check?.(shape);
  return [shape[0]!, ...size];
}

/** Channels, height and width. @throws ShapeError for another rank. */
export function imageShape(operation: string, shape: readonly number[]): readonly [number, number, number] {
  if (shape.length === 3) return shape as unknown as readonly [number, number, number];
  throw new ShapeError(`${operation}: an image has shape [C, H, W], got ${showShape(shape)}`);
}
