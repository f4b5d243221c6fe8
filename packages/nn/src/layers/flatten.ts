import { type FlattenShape, flatten as merge, flattenRule, ShapeError } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link flatten} does to shapes. */
export interface Flatten<StartAxis = 1> extends ShapeFn {
  readonly out: FlattenShape<In<this['in']>, StartAxis>;
}

/**
 * Merges the dimensions from `startAxis` (default 1: all but the batch) into one; shares the memory of its input.
 *
 * @throws ShapeError when the axis is not an integer.
 * @example
 * ```ts
 * const y = nn.flatten().forward(zeros([8, 32, 7, 7]));   // Tensor<[8, 1568]>
 * ```
 */
export function flatten<const StartAxis extends number = 1>(startAxis?: StartAxis): Layer<Flatten<StartAxis>>;
export function flatten(startAxis = 1): Layer<ShapeFn> {
  if (!Number.isSafeInteger(startAxis)) {
    throw new ShapeError(`flatten: startAxis must be an integer, got ${startAxis}`);
  }
  return layer({
    kind: 'flatten',
    config: { startAxis },
    forward: (x) => merge(x, startAxis),
    plan: (inputShape) => flattenRule(inputShape, startAxis),
  });
}
