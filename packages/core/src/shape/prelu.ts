/** The rule of `prelu`: one slope for all of the input, or one for each channel. */
import { ShapeError } from '../errors.ts';
import { assertShape, type Differ, type IsDynamic, type Shape, type Show, type ShowShape, showShape } from './shape.ts';

/** The shape of the input as it is, or the sentence that says which weights there may be. */
export type PreluShape<X extends Shape, W extends Shape> =
  IsDynamic<X> extends true
    ? X
    : IsDynamic<W> extends true
      ? X
      : W extends readonly [infer Slopes]
        ? Differ<Slopes, 1> extends false
          ? X
          : X extends readonly [unknown, infer C, ...unknown[]]
            ? Differ<Slopes, C> extends true
              ? `prelu: weight must have shape [1] or [${Show<C>}], got [${Show<Slopes>}] (input ${ShowShape<X>})`
              : X
            : `prelu: weight must have shape [1], got [${Show<Slopes>}] (input ${ShowShape<X>})`
        : X extends readonly [unknown, infer C, ...unknown[]]
          ? `prelu: weight must have shape [1] or [${Show<C>}], got ${ShowShape<W>} (input ${ShowShape<X>})`
          : `prelu: weight must have shape [1], got ${ShowShape<W>} (input ${ShowShape<X>})`;

/**
 * The rule of {@link prelu}. Returns the number of channels; undefined for one slope.
 *
 * @throws ShapeError with the sentence of {@link PreluShape}.
 * @example
 * ```ts
 * preluRule([8, 16, 4, 4], [16]);   // 16
 * ```
 */
export function preluRule(x: readonly number[], weight: readonly number[]): number | undefined {
  assertShape('prelu', x, 'input');
  assertShape('prelu', weight, 'weight');
  if (weight.length === 1 && weight[0] === 1) return undefined;
  const channels = x[1];
  if (weight.length === 1 && weight[0] === channels) return channels;
  const wanted = channels === undefined ? '[1]' : `[1] or [${channels}]`;
  throw new ShapeError(`prelu: weight must have shape ${wanted}, got ${showShape(weight)} (input ${showShape(x)})`);
}
