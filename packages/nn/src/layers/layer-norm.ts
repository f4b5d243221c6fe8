import { layerNorm as normalize, layerNormRule, type LayerNormShape, type Positive, sizeOf } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertEpsilon, assertLengths, type NormOptions, scaleAndShift } from './norm-options.ts';

/** What {@link layerNorm} does to shapes: nothing, where they end in `Last`. */
export interface LayerNorm<Last extends readonly number[]> extends ShapeFn {
  readonly out: LayerNormShape<In<this['in']>, Last>;
}

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016): each block of the last dimensions to mean 0 and variance 1, then
 * `* weight + bias`, both of the shape of a block (unless `affine` is false), 1 and 0 at first.
 *
 * @param normalizedShape the last dimensions, or the last one as a number
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.layerNorm(64).forward(ones([8, 10, 64]));          // Tensor<[8, 10, 64]>
 * const z = nn.layerNorm([3, 8, 8]).forward(ones([4, 3, 8, 8]));  // Tensor<[4, 3, 8, 8]>
 * ```
 */
export function layerNorm<const S extends number | readonly number[]>(
  normalizedShape: Positive<'layerNorm', 'normalizedShape', S>,
  options?: NormOptions,
): Layer<LayerNorm<S extends readonly number[] ? S : [S & number]>>;
export function layerNorm(normalizedShape: number | readonly number[], options: NormOptions = {}): Layer<ShapeFn> {
  const { epsilon = 1e-5, affine = true } = options;
  const last = assertLengths('layerNorm', 'normalizedShape', normalizedShape);
  layerNormRule(last, last); // refuses an empty list
  assertEpsilon('layerNorm', epsilon);
  return layer({
    kind: 'layerNorm',
    config: { normalizedShape: last, epsilon, affine },
    parameters: scaleAndShift('layerNorm', last, affine),
    forward: (x, { parameters: { weight, bias } }) => normalize(x, last, { weight, bias, epsilon }),
    plan(inputShape, planner) {
      layerNormRule(inputShape, last);
      planner.count({ flops: 6 * sizeOf(inputShape) });
      return inputShape;
    },
  });
}
