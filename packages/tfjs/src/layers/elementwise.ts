import { sizeOf, type Tensor } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/** A layer of one function of each element, at one operation. */
export function elementwise(kind: string, apply: (x: Tensor<number[]>) => Tensor): nn.Layer<nn.Elementwise> {
  return nn.layer({
    kind,
    forward: apply,
    plan(shape, planner) {
      planner.count({ flops: sizeOf(shape) });
      return shape;
    },
  });
}
