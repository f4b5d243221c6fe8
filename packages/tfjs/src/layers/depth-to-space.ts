import { permute, reshape, scope, ShapeError, showShape } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/**
 * TensorFlow's `depthToSpace` as a layer, for models that have it as one of their own (`PixelShuffle4x` and the like): `[N, f * f
 * * C, H, W]` to `[N, C, f * H, f * W]`. TensorFlow has the places in a cell before the channels, `(row * f + column) * C + c`;
 * `pixelShuffle` of core, and PyTorch, have them behind.
 *
 * @throws ShapeError unless the factor is a positive integer; and in `forward` for channels that are no multiple of its square.
 * @example
 * ```ts
 * const options = { customLayers: { PixelShuffle2x: () => depthToSpace(2) } };   // of loadTfjsModel
 * ```
 */
export function depthToSpace(factor: number): nn.Layer<nn.ShapeFn> {
  if (!Number.isSafeInteger(factor) || factor < 1) {
    throw new ShapeError(`depthToSpace: the factor must be a positive integer, got ${String(factor)}`);
  }
  const shapeOf = (shape: readonly number[]): readonly [number, number, number, number] => {
    const [batch = 0, channels = 0, height = 0, width = 0] = shape;
    if (shape.length !== 4 || channels % factor ** 2 !== 0) {
      throw new ShapeError(
        `depthToSpace: input must be [N, C, H, W] with C a multiple of ${factor ** 2}, got ${showShape(shape)}`,
      );
    }
    return [batch, channels / factor ** 2, factor * height, factor * width];
  };
  return nn.layer<nn.ShapeFn>({
    kind: 'depthToSpace',
    forward(x) {
      const shape = shapeOf(x.shape);
      const [batch, channels, height, width] = shape;
      const apart = [batch, factor, factor, channels, height / factor, width / factor];
      return scope(() =>
        reshape(permute<number[], number[]>(reshape<number[], number[]>(x, apart), [0, 3, 4, 1, 5, 2]), shape),
      );
    },
    plan: shapeOf,
  });
}
