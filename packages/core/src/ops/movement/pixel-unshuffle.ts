import { scope } from '../../memory/scope.ts';
import { type PixelUnshuffleShape, pixelUnshuffleRule } from '../../shape/pixel-shuffle.ts';
import type { Arg, Positive } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { permute } from './permute.ts';
import { view } from './view.ts';

/**
 * Cells to channels, the inverse of `pixelShuffle`: x `[N, C, ...f * input]` of d axes (1 to 3) to `[N, C * f^d, ...input]`.
 * Halves an image without losing any of it. The gradient is `pixelShuffle`.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, or one is no multiple of `factor`.
 * @example
 * ```ts
 * pixelUnshuffle(tensor([1, 2, 3, 4], [1, 1, 2, 2]), 2);   // [[[[1]], [[2]], [[3]], [[4]]]]
 * ```
 */
export function pixelUnshuffle<const X extends Shape, const Factor extends number>(
  x: Arg<PixelUnshuffleShape<X, Factor>, Tensor<X>>,
  factor: Positive<'pixelUnshuffle', 'factor', Factor>,
): Out<PixelUnshuffleShape<X, Factor>>;
export function pixelUnshuffle(x: Tensor, factor: number): Tensor {
  backendOf('pixelUnshuffle', x);
  const { shape } = pixelUnshuffleRule(x.shape, factor);
  const [batch, channels, ...lengths] = shape as [number, number, ...number[]];
  const apart = [batch, x.shape[1]!, ...lengths.flatMap((length) => [length, factor])];
  const order = [0, 1, ...lengths.map((_, i) => 3 + 2 * i), ...lengths.map((_, i) => 2 + 2 * i)];
  return scope(() =>
    view('pixelUnshuffle', permute(view('pixelUnshuffle', x, apart), order), [batch, channels, ...lengths]),
  );
}
