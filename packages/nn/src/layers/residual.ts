import { add, type SameShape, sameRule, scope, type Shape, sizeOf, type Tensor, UsageError } from '@gemmule/core';
import { planChain, runChain, within } from '../layer/chain.ts';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { Apply, Chain, Elementwise, Fns, In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link residual} does to shapes: nothing, where its layers end in the shape they began with. */
export interface Residual<F extends readonly ShapeFn[]> extends ShapeFn {
  readonly out: Sum<In<this['in']>, Chain<this['in'], F>>;
}

/** What {@link residual} with a shortcut does to shapes: what the shortcut does, where the layers do the same. */
export interface ProjectedResidual<Shortcut extends ShapeFn, F extends readonly ShapeFn[]> extends ShapeFn {
  readonly out: Sum<Apply<Shortcut, In<this['in']>>, Chain<this['in'], F>>;
}

type Sum<Direct, Result> = Result extends string
  ? `residual: ${Result}`
  : Direct extends string
    ? `residual: shortcut: ${Direct}`
    : Direct extends Shape
      ? Result extends Shape
        ? SameShape<'residual', Direct, Result>
        : never
      : never;

/** Options of {@link residual}. */
export interface ResidualOptions<Shortcut extends AnyLayer> {
  /** What x goes through before it is added: a 1x1 convolution where the layers change channels or take strides. */
  readonly shortcut?: Shortcut;
  /** What the sum goes through: `nn.relu()` in the original. */
  readonly activation?: Layer<Elementwise>;
}

/**
 * `x + f(x)` with `f` the layers one after the other (He and others, "Deep residual learning for image recognition",
 * 2015). The shapes must be the same: nothing is broadcast. Where they are not, a `shortcut` projects x.
 *
 * Parameters of the shortcut are named behind those of the layers: with two layers, `2.weight`.
 *
 * @throws UsageError for an option that is not a layer.
 * @example
 * ```ts
 * const block = nn.residual(
 *   nn.conv2d({ in: 64, out: 64, kernel: 3, padding: 1 }), nn.relu(),
 *   nn.conv2d({ in: 64, out: 64, kernel: 3, padding: 1 }),
 * );
 * const y = block.forward(ones([1, 64, 8, 8]));   // Tensor<[1, 64, 8, 8]>
 *
 * const down = nn.residual(
 *   { shortcut: nn.conv2d({ in: 64, out: 128, kernel: 1, stride: 2 }), activation: nn.relu() },
 *   nn.conv2d({ in: 64, out: 128, kernel: 3, stride: 2, padding: 1 }), nn.relu(),
 *   nn.conv2d({ in: 128, out: 128, kernel: 3, padding: 1 }),
 * );
 * const z = down.forward(y);   // Tensor<[1, 128, 4, 4]>
 * ```
 */
export function residual<const L extends readonly AnyLayer[]>(...layers: L): Layer<Residual<Fns<L>>>;
export function residual<const L extends readonly AnyLayer[], Shortcut extends AnyLayer = Layer<Elementwise>>(
  options: ResidualOptions<Shortcut>,
  ...layers: L
): Layer<ProjectedResidual<Shortcut['~shapes'], Fns<L>>>;
export function residual(...given: readonly (AnyLayer | ResidualOptions<AnyLayer>)[]): Layer<ShapeFn> {
  const [{ shortcut, activation }, layers] = parted(given);
  const beside = [shortcut, activation].filter((one) => one !== undefined);
  const direct = (x: Tensor<number[]>, run: (inner: AnyLayer) => Tensor<number[]>): Tensor<number[]> =>
    shortcut === undefined ? x : within('residual: shortcut', () => run(shortcut));
  return layer({
    kind: 'residual',
    // The last ones of the layers inside.
    config: { shortcut: shortcut !== undefined, activation: activation !== undefined },
    layers: [...layers, ...beside],
    forward: (x, pass) =>
      scope(() => {
        const y = within('residual', () => runChain(x, layers, pass));
        const projected = direct(x, (inner) => inner.run(x, pass));
        sameRule('residual', projected.shape, y.shape);
        const sum = add(projected, y);
        return activation === undefined ? sum : activation.run(sum, pass);
      }),
    plan(inputShape, planner) {
      const planned = within('residual', () => planChain(inputShape, layers, planner));
      const projected =
        shortcut === undefined
          ? inputShape
          : within('residual: shortcut', () =>
              planner.branch(() => planner.run(String(layers.length), shortcut, inputShape)),
            );
      const shape = sameRule('residual', projected, planned);
      planner.count({ flops: sizeOf(shape) });
      return activation === undefined
        ? shape
        : planner.run(String(layers.length + beside.length - 1), activation, shape);
    },
  });
}

/** Options, which may stand before the layers, and the layers. */
function parted(
  given: readonly (AnyLayer | ResidualOptions<AnyLayer>)[],
): [options: ResidualOptions<AnyLayer>, layers: readonly AnyLayer[]] {
  const [first, ...rest] = given as readonly AnyLayer[];
  if (first === undefined || 'run' in first || typeof first !== 'object') return [{}, given as readonly AnyLayer[]];
  const options = first as ResidualOptions<AnyLayer>;
  for (const key of Object.keys(options)) {
    if (key !== 'shortcut' && key !== 'activation') {
      throw new UsageError(`residual: there is no option '${key}'; did you forget to call a layer, as in nn.relu()?`);
    }
  }
  return [options, rest];
}
