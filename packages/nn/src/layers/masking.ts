import { mul, reshape, ShapeError, sizeOf, type Tensor, tensor } from '@gemmule/core';
import { type AnyLayer, layer } from '../layer/layer.ts';
import type { ShapeFn } from '../layer/shape-fn.ts';

/**
 * What the kinds of dropout share: in training, a mask of zeros and of `1 / (1 - p)` is drawn on the host, so that it is the
 * same on all backends, and multiplied with the input. The array on the host is used again, and the memory of the mask comes
 * from the pool: after the first step nothing is allocated.
 *
 * @param maskShape of an input's shape: the shape of its mask, which is broadcast
 */
export function masking(kind: string, p: number, maskShape: (shape: readonly number[]) => number[]): AnyLayer {
  if (!(p >= 0 && p < 1)) throw new ShapeError(`${kind}: p must be at least 0 and below 1, got ${String(p)}`);
  const kept = 1 / (1 - p);
  let host = new Float32Array(0);
  return layer<ShapeFn>({
    kind,
    config: { p },
    forward(x, { training, random }) {
      const shape = maskShape(x.shape);
      // The same numbers in the same memory, but a handle of its own.
      if (!training || p === 0) return reshape(x, [...x.shape]);
      const size = sizeOf(shape);
      if (host.length < size) host = new Float32Array(size);
      for (let i = 0; i < size; i++) host[i] = random.uniform() < p ? 0 : kept;
      const mask: Tensor<number[]> = tensor(host.subarray(0, size), shape, { backend: x.backend });
      const y = mul(x, mask);
      mask.dispose();
      return y;
    },
    plan(inputShape, planner) {
      maskShape(inputShape);
      planner.count({ flops: sizeOf(inputShape) });
      return inputShape;
    },
  });
}
