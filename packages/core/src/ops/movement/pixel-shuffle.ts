import { scope } from '../../memory/scope.ts';
import { type PixelShuffleShape, pixelShuffleRule } from '../../shape/pixel-shuffle.ts';
import type { Arg, Positive } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';
import { permute } from './permute.ts';
import { view } from './view.ts';

/**
 * Channels to cells: x `[N, C * f^d, ...input]` of d axes (1 to 3) to `[N, C, ...f * input]`. Each channel of the result is
 * made of f^d neighbouring channels of `x`, one for each place in its f^d cells, row-major. The gradient is `pixelUnshuffle`.
 * Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network",
 * 2016.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, or its channels are no multiple of f^d.
 * @example
 * ```ts
 * pixelShuffle(tensor([1, 2, 3, 4], [1, 4, 1, 1]), 2);   // [[[[1, 2], [3, 4]]]]
 * ```
 */
export function pixelShuffle<const X extends Shape, const Factor extends number>(
  x: Arg<PixelShuffleShape<X, Factor>, Tensor<X>>,
  factor: Positive<'pixelShuffle', 'factor', Factor>,
): Out<PixelShuffleShape<X, Factor>>;
export function pixelShuffle(x: Tensor, factor: number): Tensor {
  backendOf('pixelShuffle', x);
  const { shape } = pixelShuffleRule(x.shape, factor);
  const [batch, , ...lengths] = x.shape;
  const apart = [batch!, shape[1]!, ...lengths.map(() => factor), ...lengths];
  // Each length is followed by the place inside of its cells.
  const order = [0, 1, ...lengths.flatMap((_, i) => [2 + lengths.length + i, 2 + i])];
  return scope(() => view('pixelShuffle', permute(view('pixelShuffle', x, apart), order), shape));
}
