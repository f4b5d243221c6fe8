import { type Dim, type Shape, ShapeError, type Tensor } from '@gemmule/core';
import { BuiltLayer } from '../layer/built-layer.ts';
import { inLayer, planChain, runChain } from '../layer/chain.ts';
import type { AnyLayer, Layer } from '../layer/layer.ts';
import { assertFits, assertPattern, type Named } from '../layer/names.ts';
import type { Pass } from '../layer/pass.ts';
import { outputShapeOf, type Planner, type PlanOptions } from '../layer/plan.ts';
import type { LayerAt, Walk, WalkOut } from '../layer/shape-fn.ts';

/** Layers for inputs of shape `I`, with outputs of shape `O`. Names in `I` stand for any size, the same one everywhere. */
export interface Model<I extends Shape, O extends Shape> extends Layer<Named<I, O>> {
  /** The shape of its inputs, as it was declared. */
  readonly input: I;
  /** As for every layer; the default is the declared input shape with 1 for each name. */
  summary(inputShape?: readonly number[], options?: PlanOptions): string;
}

/**
 * Layers one after the other, for a given input shape. A layer that does not fit is a compile error on its own line, and
 * the same sentence when it runs: `layer 2: conv2d: input has 16 channels but …`.
 *
 * @param input what `forward` takes; a dimension is a number or a name such as `'N'`, for any size
 * @throws ShapeError when a layer does not fit. Where dimensions beyond the first have names, only `forward` and `plan` can
 *   tell.
 * @example
 * ```ts
 * const model = nn.network(['N', 1, 28, 28],
 *   nn.conv2d({ in: 1, out: 16, kernel: 3, padding: 'same' }), nn.relu(), nn.maxPool2d({ kernel: 2 }),
 *   nn.flatten(), nn.linear(16 * 14 * 14, 10),
 * );
 * const logits = model.forward(ones([8, 1, 28, 28]));   // Tensor<[8, 10]>
 * ```
 */
export function network<const S extends Dim[], const L extends readonly AnyLayer[]>(
  input: readonly [...S],
  ...layers: { [I in keyof L]: LayerAt<Walk<S, L>, I, L[I]> }
): Model<S, WalkOut<Walk<S, L>>>;
export function network(input: Shape, ...layers: readonly AnyLayer[]): AnyLayer {
  assertPattern(input);
  const model = new Network(input, layers);
  assertLayersFit(input, layers);
  return model;
}

class Network extends BuiltLayer {
  readonly input: Shape;

  constructor(input: Shape, layers: readonly AnyLayer[]) {
    super({
      kind: 'network',
      layers,
      forward: (x, pass) => runChain(x, layers, pass),
      plan: (inputShape, planner) => planChain(inputShape, layers, planner),
    });
    this.input = [...input];
  }

  override run(x: Tensor, pass?: Partial<Pass>): Tensor<number[]> {
    assertFits(this.input, x.shape);
    return super.run(x, pass);
  }

  override trace(inputShape: readonly number[], planner: Planner): readonly number[] {
    assertFits(this.input, inputShape);
    return super.trace(inputShape, planner);
  }

  override summary(inputShape?: readonly number[], options?: PlanOptions): string {
    return super.summary(inputShape ?? this.input.map((dim) => (typeof dim === 'number' ? dim : 1)), options);
  }
}

/** Stands for a named batch while shapes are followed: a prime that no layer has for a size by chance. */
const SOME_BATCH = 1_000_003;

/**
 * Follows the shapes through the layers. A named batch has any size, and so an odd one that is recognised in a sentence.
 * Other names have no such stand-in: a convolution may fit one size and not another.
 */
function assertLayersFit([batch, ...rest]: Shape, layers: readonly AnyLayer[]): void {
  if (batch === undefined || rest.some((dim) => typeof dim === 'string')) return;
  let shape: readonly number[] = [typeof batch === 'number' ? batch : SOME_BATCH, ...(rest as number[])];
  try {
    layers.forEach((inner, i) => {
      shape = inLayer(i, () => outputShapeOf(inner, shape));
    });
  } catch (error) {
    if (!(error instanceof ShapeError) || typeof batch === 'number') throw error;
    throw new ShapeError(error.message.replaceAll(String(SOME_BATCH), batch), { cause: error });
  }
}
