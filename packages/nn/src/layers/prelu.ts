import {
  assertPositive,
  type Positive,
  prelu as apply,
  type PreluShape,
  preluRule,
  ShapeError,
  sizeOf,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import { constant } from '../layer/parameter.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link prelu} does to shapes: nothing, where it has one slope, or one for each of `C` channels. */
export interface Prelu<C> extends ShapeFn {
  readonly out: PreluShape<In<this['in']>, [C & number]>;
}

/**
 * `x` where it is positive, else `weight * x` (He and others, "Delving deep into rectifiers", 2015). The weight is learned: one
 * number, or one for each channel of `[N, C, ...]`.
 *
 * @param channels how many numbers to learn; default 1
 * @param initial what they are at first; default 0.25, as in PyTorch
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const y = nn.prelu(16).forward(ones([8, 16, 28, 28]));   // Tensor<[8, 16, 28, 28]>
 * ```
 */
export function prelu<const C extends number = 1>(
  channels?: Positive<'prelu', 'channels', C>,
  initial?: number,
): Layer<Prelu<C>>;
export function prelu(channels = 1, initial = 0.25): Layer<ShapeFn> {
  assertPositive('prelu', 'channels', channels);
  if (!Number.isFinite(initial)) throw new ShapeError(`prelu: initial must be a finite number, got ${String(initial)}`);
  return layer({
    kind: 'prelu',
    config: { channels, initial },
    parameters: { weight: { shape: [channels], initialize: constant(initial) } },
    forward: (x, { parameters: { weight } }) => apply(x, weight),
    plan(inputShape, planner) {
      preluRule(inputShape, [channels]);
      planner.count({ flops: sizeOf(inputShape) });
      return inputShape;
    },
  });
}
