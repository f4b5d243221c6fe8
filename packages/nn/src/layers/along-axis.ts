import { type AxisOf, normalizeAxis, ShapeError, sizeOf, type Tensor } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What `softmax` and `logSoftmax` do to shapes: nothing, where the axis exists. */
export interface AlongAxis<Kind extends string, Axis> extends ShapeFn {
  readonly out: AxisOf<Kind, In<this['in']>, Axis> extends infer Sentence extends string ? Sentence : this['in'];
}

/** A layer of `apply` along an axis, at four operations per element: maximum, exponential, sum, division. */
export function alongAxis(
  kind: string,
  axis: number,
  apply: (x: Tensor<number[]>, axis: number) => Tensor,
): Layer<ShapeFn> {
  if (!Number.isSafeInteger(axis)) throw new ShapeError(`${kind}: axis must be an integer, got ${axis}`);
  return layer({
    kind,
    config: { axis },
    forward: (x) => apply(x, axis),
    plan(inputShape, planner) {
      normalizeAxis(kind, axis, inputShape.length, inputShape);
      planner.count({ flops: 4 * sizeOf(inputShape) });
      return inputShape;
    },
  });
}
