import { planChain, runChain } from '../layer/chain.ts';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { Chain, Fns, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link sequential} does to shapes: what its layers do, one after the other. */
export interface Sequential<F extends readonly ShapeFn[]> extends ShapeFn {
  readonly out: Chain<this['in'], F>;
}

/**
 * Layers one after the other, for inputs of any shape: what fits is found out at `forward`. Where the input shape is
 * known, `network` says it on the line of the layer.
 *
 * @throws Nothing; layers that do not fit together are a ShapeError when it is used.
 * @example
 * ```ts
 * const block = nn.sequential(nn.conv2d({ in: 3, out: 8, kernel: 3 }), nn.relu());
 * const y = block.forward(ones([1, 3, 32, 32]));   // Tensor<[1, 8, 30, 30]>
 * ```
 */
export function sequential<const L extends readonly AnyLayer[]>(...layers: L): Layer<Sequential<Fns<L>>> {
  return layer({
    kind: 'sequential',
    layers,
    forward: (x, pass) => runChain(x, layers, pass),
    plan: (inputShape, planner) => planChain(inputShape, layers, planner),
  });
}
