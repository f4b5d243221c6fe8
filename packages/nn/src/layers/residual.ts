import { add, type SameShape, sameRule, scope, type Shape, sizeOf } from '@gemmule/core';
import { planChain, runChain, within } from '../layer/chain.ts';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { Chain, Fns, In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link residual} does to shapes: nothing, where its layers end in the shape they began with. */
export interface Residual<F extends readonly ShapeFn[]> extends ShapeFn {
  readonly out: Sum<In<this['in']>, Chain<this['in'], F>>;
}

type Sum<S extends Shape, Result> = Result extends string
  ? `residual: ${Result}`
  : Result extends Shape
    ? SameShape<'residual', S, Result>
    : never;

/**
 * `x + f(x)` with `f` the layers one after the other (He and others, "Deep residual learning for image recognition",
 * 2015). The shapes must be the same: nothing is broadcast.
 *
 * @example
 * ```ts
 * const block = nn.residual(
 *   nn.conv2d({ in: 64, out: 64, kernel: 3, padding: 1 }), nn.relu(),
 *   nn.conv2d({ in: 64, out: 64, kernel: 3, padding: 1 }),
 * );
 * const y = block.forward(ones([1, 64, 8, 8]));   // Tensor<[1, 64, 8, 8]>
 * ```
 */
export function residual<const L extends readonly AnyLayer[]>(...layers: L): Layer<Residual<Fns<L>>> {
  return layer({
    kind: 'residual',
    layers,
    forward: (x, pass) =>
      scope(() => {
        const y = within('residual', () => runChain(x, layers, pass));
        sameRule('residual', x.shape, y.shape);
        return add(x, y);
      }),
    plan(inputShape, planner) {
      const shape = sameRule(
        'residual',
        inputShape,
        within('residual', () => planChain(inputShape, layers, planner)),
      );
      planner.count({ flops: sizeOf(shape) });
      return shape;
    },
  });
}
