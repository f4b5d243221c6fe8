import { sizeOf, type Tensor } from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';

/** A layer of one element-wise function. It counts as one operation per element, whatever the function. */
export function activation(kind: string, apply: (x: Tensor<number[]>) => Tensor): Layer<Elementwise> {
  return layer({
    kind,
    forward: (x) => apply(x),
    plan(inputShape, planner) {
      planner.count({ flops: sizeOf(inputShape) });
      return inputShape;
    },
  });
}
