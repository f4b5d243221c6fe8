import {
  assertBoolean,
  assertPositive,
  linear as project,
  type LinearShape,
  linearRule,
  type Positive,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import { weightAndBias } from '../layer/parameter.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link linear} does to shapes, for a weight `[out, in]`. */
export interface Linear<W extends readonly number[]> extends ShapeFn {
  readonly out: LinearShape<In<this['in']>, W>;
}

/** Options of {@link linear}. */
export interface LinearOptions {
  /** Whether to add a number per output feature. Default true. */
  readonly bias?: boolean;
}

/**
 * `x Wᵀ + bias` over the last dimension: `[..., in]` to `[..., out]`. Parameters: `weight` `[out, in]` and `bias` `[out]`,
 * both uniform in `±1 / sqrt(in)` at first, as in PyTorch.
 *
 * @throws ShapeError unless both numbers of features are positive integers.
 * @example
 * ```ts
 * const y = nn.linear(784, 10).forward(ones([8, 784]));   // Tensor<[8, 10]>
 * ```
 */
export function linear<const I extends number, const O extends number>(
  inFeatures: Positive<'linear', 'inFeatures', I>,
  outFeatures: Positive<'linear', 'outFeatures', O>,
  options?: LinearOptions,
): Layer<Linear<[O, I]>>;
export function linear(inFeatures: number, outFeatures: number, options: LinearOptions = {}): Layer<ShapeFn> {
  const { bias = true } = options;
  assertPositive('linear', 'inFeatures', inFeatures);
  assertPositive('linear', 'outFeatures', outFeatures);
  assertBoolean('linear', 'bias', bias);
  const weightShape = [outFeatures, inFeatures];
  return layer({
    kind: 'linear',
    config: { inFeatures, outFeatures, bias },
    parameters: weightAndBias(weightShape, outFeatures, bias),
    forward: (x, { parameters: { weight, bias } }) => project(x, weight, { bias }),
    plan(inputShape, planner) {
      const { shape } = linearRule(inputShape, weightShape);
      const outputs = sizeOf(shape);
      planner.count({ flops: 2 * outputs * inFeatures + (bias ? outputs : 0) });
      return shape;
    },
  });
}
