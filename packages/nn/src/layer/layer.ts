import type { Activation, Arg, Backend, Out, Shape, Tensor, Workspace } from '@gemmule/core';
import { BuiltLayer } from './built-layer.ts';
import type { Parameter, ParameterDefinition } from './parameter.ts';
import type { ForwardOptions, Pass } from './pass.ts';
import type { Plan, Planner, PlanOptions } from './plan.ts';
import type { Apply, ShapeFn } from './shape-fn.ts';

/** What all layers have, whatever their shapes. */
export interface AnyLayer {
  /** Only for the compiler. */
  readonly '~shapes': ShapeFn;
  /** What it is: `'conv2d'`. */
  readonly kind: string;
  /** The options it was made with, defaults included, by their names: for what reads models, such as an exporter. */
  readonly config: LayerConfig;
  /** The layers inside, if it is made of layers. */
  readonly layers: readonly AnyLayer[];

  /**
   * Gives all parameters and buffers their initial values. The same seed gives the same values on every backend. Those that
   * exist already are overwritten in place (or made anew, on another backend).
   *
   * Without this call, the first forward pass does it with seed 0, on the backend of its input.
   *
   * @throws ShapeError for a seed that is not a safe integer; BackendError when no backend is registered.
   */
  initialize(options?: InitializeOptions): void;
  /**
   * The parameters by name (`'0.weight'`), in order. A layer that occurs twice is named once.
   *
   * @throws UsageError before initialisation.
   */
  parameters(): Map<string, Tensor<number[]>>;
  /**
   * What the model remembers without learning it, by name (`'1.runningMean'`), in order. It is saved with the parameters and
   * is nothing for an optimiser.
   *
   * @throws UsageError before initialisation.
   */
  buffers(): Map<string, Tensor<number[]>>;
  /**
   * Output shape, parameters, floating-point operations and workspace of every layer, before anything runs.
   *
   * @throws ShapeError when the input does not fit.
   */
  plan(inputShape: readonly number[], options?: PlanOptions): Plan;
  /** The plan as a table. @throws ShapeError when the input does not fit. */
  summary(inputShape: readonly number[], options?: PlanOptions): string;
  /** Frees parameters, buffers and workspace. The layer can be initialised again. */
  dispose(): void;
  [Symbol.dispose](): void;

  /**
   * `forward` without types, as part of the pass of an enclosing layer. On its own it runs in its own workspace, and predicts
   * unless the pass says `training`. A layer that `takesActivation` may be given one to apply to its output: no part of the
   * pass, because it is for this layer and not for those inside.
   */
  run(x: Tensor, pass?: Partial<Pass>, activation?: Activation): Tensor<number[]>;
  /** As in its {@link LayerDefinition}. */
  readonly activation?: Activation | undefined;
  /** Whether an activation directly behind it is computed with it, in one pass. */
  readonly takesActivation?: boolean;
  /** Its bytes are what a plan calls `workspaceBytes`. Unused while the layer runs inside another one. */
  readonly workspace: Workspace;
  /** Parameters and buffers by name, initialised or not; each once. */
  readonly slots: ReadonlyMap<string, Parameter>;
  /** Tells `planner` what the layer does for an input; returns the shape of its output. */
  trace(inputShape: readonly number[], planner: Planner): readonly number[];
}

/** A layer whose effect on shapes is `F`. */
export interface Layer<F extends ShapeFn> extends AnyLayer {
  readonly '~shapes': F;
  /**
   * Predicts, or with `{ training: true, seed }` does what belongs to a step of training: layers such as dropout and batch
   * normalisation tell the two apart. Gradients are recorded either way.
   *
   * @throws ShapeError when the shape of `x` does not fit; BackendError when `x` and the parameters are on two backends;
   *   UsageError when a layer draws random numbers and there is no seed.
   */
  forward<const S extends Shape>(x: Arg<Apply<F, S>, Tensor<S>>, options?: ForwardOptions): Out<Apply<F, S>>;
}

/** Options of `initialize`. */
export interface InitializeOptions {
  /** A safe integer. Default 0. */
  readonly seed?: number;
  /** Where the parameters live. Default: where they live already, else the current backend. */
  readonly backend?: Backend;
  /** Leave parameters that have values as they are. Default false. */
  readonly onlyMissing?: boolean;
}

/** Options of a layer by their names, as plain data: numbers, texts, and lists of them. */
export type LayerConfig = Readonly<Record<string, unknown>>;

/** The parameters or the buffers of a layer by name; undefined for one that a configuration leaves out. */
export type ParameterDefinitions = Readonly<Record<string, ParameterDefinition | undefined>>;

/** For a layer that learns, or remembers, nothing. */
export type NoParameters = Readonly<Record<string, undefined>>;

/** What a layer's forward pass is given beside its input: the pass, to hand on to layers inside, and what is its own. */
export interface ForwardContext<
  P extends ParameterDefinitions,
  B extends ParameterDefinitions = NoParameters,
> extends Pass {
  /** The layer's parameters, as tensors, by the names of its definition. */
  readonly parameters: Held<P>;
  /** To be read, and changed in place where the pass is one of training. */
  readonly buffers: Held<B>;
  /** To apply to the output, in place of the layer behind; only where the definition says `takesActivation`. */
  readonly activation: Activation | undefined;
}

type Held<D extends ParameterDefinitions> = {
  readonly [Name in keyof D]: Tensor<number[]> | (undefined extends D[Name] ? undefined : never);
};

/** What {@link layer} makes a layer from. */
export interface LayerDefinition<P extends ParameterDefinitions, B extends ParameterDefinitions = NoParameters> {
  /** What it is, for plans and summaries. */
  readonly kind: string;
  /** The options it was made with, as plain data. Default: none. */
  readonly config?: LayerConfig;
  /** What it learns, by name. Default: nothing. */
  readonly parameters?: P;
  /** What it remembers from pass to pass without learning it, such as a running mean. Saved with the parameters. */
  readonly buffers?: B;
  /** Layers inside; their parameters are called `0.weight`, `1.weight`, … */
  readonly layers?: readonly AnyLayer[];
  /**
   * What this layer is, where it is an activation and nothing else. Directly behind a layer that `takesActivation` its
   * `forward` is not called: the other applies the activation, in one pass over the memory. Plans still list it.
   */
  readonly activation?: Activation | undefined;
  /** Whether `forward` applies the `activation` it is given. Default false, and then it is given none. */
  readonly takesActivation?: boolean;
  /**
   * Computes the output, a tensor of its own, from differentiable operations. It must not keep or dispose `x`. Inner layers
   * are run with `inner.run(x, context)`.
   */
  forward(x: Tensor<number[]>, context: ForwardContext<P, B>): Tensor;
  /**
   * The shape of the output; throws a ShapeError where there is none. Work beyond `forward` of the inner layers is told to
   * `planner.count`, inner layers are run with `planner.run`.
   */
  plan(inputShape: readonly number[], planner: Planner): readonly number[];
}

/**
 * Makes a layer. What it does to shapes, the compiler learns from the type that is asked for: a {@link ShapeFn}.
 *
 * @throws Nothing; what is wrong in it comes to light when it is used.
 * @example
 * ```ts
 * import { affine, mean, ShapeError } from '@gemmule/core';
 * import * as nn from '@gemmule/nn';
 *
 * // Doubles everything: the shape stays.
 * const double = (): nn.Layer<nn.Elementwise> =>
 *   nn.layer({ kind: 'double', forward: (x) => affine(x, 2, 0), plan: (shape) => shape });
 *
 * // The mean of each channel, from [N, C, H, W] to [N, C].
 * interface ChannelMeans extends nn.ShapeFn {
 *   readonly out: nn.In<this['in']> extends readonly [infer N, infer C, unknown, unknown]
 *     ? [N, C]
 *     : 'channelMeans: input must be [N, C, H, W]';
 * }
 * const channelMeans = (): nn.Layer<ChannelMeans> =>
 *   nn.layer({
 *     kind: 'channelMeans',
 *     forward: (x) => mean(x, { axis: [2, 3] }),
 *     plan: (shape) => {
 *       if (shape.length !== 4) throw new ShapeError('channelMeans: input must be [N, C, H, W]');
 *       return shape.slice(0, 2);
 *     },
 *   });
 * ```
 */
export function layer<
  F extends ShapeFn,
  P extends ParameterDefinitions = NoParameters,
  B extends ParameterDefinitions = NoParameters,
>(definition: LayerDefinition<P, B>): Layer<F> {
  return new BuiltLayer(definition) as AnyLayer as Layer<F>;
}
