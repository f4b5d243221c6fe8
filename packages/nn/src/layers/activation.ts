import { type Activation, sizeOf, type Tensor } from '@gemmule/core';
import { type Layer, layer, type LayerConfig } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';

/**
 * A layer of one element-wise function. It counts as one operation per element, whatever the function.
 *
 * @param options what else to tell of it: its configuration, and its name where a layer before it may apply it
 */
export function activation(
  kind: string,
  apply: (x: Tensor<number[]>) => Tensor,
  options: { readonly config?: LayerConfig; readonly activation?: Activation } = {},
): Layer<Elementwise> {
  return layer({
    kind,
    ...options,
    forward: (x) => apply(x),
    plan(inputShape, planner) {
      planner.count({ flops: sizeOf(inputShape) });
      return inputShape;
    },
  });
}
