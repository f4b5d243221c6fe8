import {
  assertPositive,
  gather,
  IntTensor,
  type Out,
  type Positive,
  scope,
  type Shape,
  type Tensor,
  toInt,
} from '@gemmule/core';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { ForwardOptions } from '../layer/pass.ts';
import type { ParameterDefinition } from '../layer/parameter.ts';
import type { Apply, In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link embedding} does to shapes: behind all dimensions, one more. */
export interface Embedding<Features> extends ShapeFn {
  readonly out: number extends In<this['in']>['length'] ? number[] : [...In<this['in']>, Features];
}

/** A layer whose `forward` takes ids as int32, too. */
export type EmbeddingLayer<Features extends number> = Layer<Embedding<Features>> & {
  forward<const S extends Shape>(ids: IntTensor<S>, options?: ForwardOptions): Out<Apply<Embedding<Features>, S>>;
};

/** Normal, of mean 0 and variance 1. */
const normal: ParameterDefinition['initialize'] = (random, size) =>
  Float32Array.from({ length: size }, () => random.normal());

/**
 * A learned row of `features` numbers for each id: ids `[...]` from 0 to `count - 1` to `[..., features]`. Parameter: `weight`
 * `[count, features]`, normal with variance 1 at first, as in PyTorch.
 *
 * Ids are int32, or whole numbers in float32, as data sets hold them.
 *
 * @throws ShapeError unless both numbers are positive integers; and in `forward`, where the backend can read at once, for an id
 *   out of range or not whole.
 * @example
 * ```ts
 * const model = nn.network(['N', 20], nn.embedding(1000, 16), nn.flatten(), nn.linear(320, 2));
 * const y = nn.embedding(1000, 16).forward(tensor([3, 999], [2], { dtype: 'int32' }));   // Tensor<[2, 16]>
 * ```
 */
export function embedding<const Count extends number, const Features extends number>(
  count: Positive<'embedding', 'count', Count>,
  features: Positive<'embedding', 'features', Features>,
): EmbeddingLayer<Features>;
export function embedding(count: number, features: number): AnyLayer {
  assertPositive('embedding', 'count', count);
  assertPositive('embedding', 'features', features);
  return layer<ShapeFn, { weight: ParameterDefinition }>({
    kind: 'embedding',
    config: { count, features },
    parameters: { weight: { shape: [count, features], initialize: normal } },
    forward: (x: Tensor<number[]> | IntTensor<number[]>, { parameters: { weight } }) =>
      scope(() => gather(weight, x instanceof IntTensor ? x : toInt(x))),
    plan: (inputShape) => [...inputShape, features],
  });
}
