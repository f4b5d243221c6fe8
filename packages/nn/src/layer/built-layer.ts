import {
  type Activation,
  type Backend,
  getBackend,
  generator,
  type Tensor,
  UsageError,
  Workspace,
} from '@gemmule/core';
import type { AnyLayer, ForwardContext, InitializeOptions, LayerDefinition, ParameterDefinitions } from './layer.ts';
import { Parameter } from './parameter.ts';
import { type ForwardOptions, type Pass, passFor, unseeded } from './pass.ts';
import { type Plan, type Planner, type PlanOptions, planOf } from './plan.ts';
import { splitSeed } from './seeds.ts';
import type { ShapeFn } from './shape-fn.ts';
import { tableOf } from './summary.ts';

/** All layers, at run time: a definition and the state that belongs to it. */
export class BuiltLayer<P extends ParameterDefinitions = ParameterDefinitions> implements AnyLayer {
  declare readonly '~shapes': ShapeFn;
  readonly kind: string;
  readonly layers: readonly AnyLayer[];
  readonly slots: ReadonlyMap<string, Parameter>;
  readonly workspace: Workspace = new Workspace();
  readonly activation: Activation | undefined;
  readonly takesActivation: boolean;
  readonly #definition: LayerDefinition<P>;
  readonly #own: ReadonlyMap<string, Parameter>;
  /** By backend, then by shape and purpose. */
  readonly #plans = new WeakMap<Backend, Map<string, Plan>>();

  constructor(definition: LayerDefinition<P>) {
    this.#definition = definition;
    this.kind = definition.kind;
    this.activation = definition.activation;
    this.takesActivation = definition.takesActivation ?? false;
    this.layers = definition.layers ?? [];
    this.layers.forEach((inner, i) => assertLayer(definition.kind, inner, i));
    this.#own = new Map(
      Object.entries(definition.parameters ?? {}).flatMap(([name, parameter]) =>
        parameter === undefined ? [] : [[name, new Parameter(parameter)]],
      ),
    );
    this.slots = namedOnce(this.#own, this.layers);
  }

  initialize(options: InitializeOptions = {}): void {
    const { seed = 0, backend, onlyMissing = false } = options;
    const slots = [...this.slots.values()];
    const seeds = splitSeed(seed, slots.length).parameters;
    slots.forEach((slot, i) => {
      if (onlyMissing && slot.tensor !== undefined) return;
      slot.initialize(backend ?? slot.tensor?.backend ?? getBackend(), generator(seeds[i]!));
    });
  }

  parameters(): Map<string, Tensor<number[]>> {
    const tensors = new Map<string, Tensor<number[]>>();
    for (const [name, { tensor }] of this.slots) {
      if (tensor === undefined) {
        throw new UsageError(
          `parameters: '${name}' has no values yet; call initialize({ seed }) first, or run the ${this.kind} once`,
        );
      }
      tensors.set(name, tensor);
    }
    return tensors;
  }

  plan(inputShape: readonly number[], options: PlanOptions = {}): Plan {
    const { backend = getBackend(), training = false } = options;
    const plans = this.#plans.get(backend) ?? new Map<string, Plan>();
    this.#plans.set(backend, plans);
    const key = `${training} ${String(inputShape)}`;
    const plan = plans.get(key) ?? planOf(this, inputShape, { backend, training });
    plans.set(key, plan);
    return plan;
  }

  summary(inputShape: readonly number[], options?: PlanOptions): string {
    return tableOf(this.plan(inputShape, options));
  }

  forward(x: Tensor, options: ForwardOptions = {}): Tensor<number[]> {
    return this.run(x, passFor(options));
  }

  run(x: Tensor, pass: Partial<Pass> = {}, activation?: Activation): Tensor<number[]> {
    const { workspace = this.workspace, training = false, random = unseeded } = pass;
    // An enclosing layer gets here before the ones inside, so the seeds are those of `initialize` on the outermost.
    if (!this.#isInitialized()) this.initialize({ backend: x.backend, onlyMissing: true });
    const parameters: Record<string, Tensor<number[]> | undefined> = {};
    for (const [name, slot] of this.#own) parameters[name] = slot.tensor;
    const context = { workspace, training, random, parameters, activation } as ForwardContext<P>;
    return this.#definition.forward(x as Tensor<number[]>, context) as Tensor<number[]>;
  }

  trace(inputShape: readonly number[], planner: Planner): readonly number[] {
    return this.#definition.plan(inputShape, planner);
  }

  dispose(): void {
    for (const slot of this.slots.values()) slot.dispose();
    for (const inner of this.layers) inner.dispose();
    this.workspace.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #isInitialized(): boolean {
    for (const slot of this.slots.values()) if (slot.tensor === undefined) return false;
    return true;
  }
}

function assertLayer(kind: string, value: unknown, index: number): void {
  if (typeof value === 'object' && value !== null && 'trace' in value && 'run' in value) return;
  throw new UsageError(`${kind}: argument ${index} is not a layer; did you forget to call it, as in nn.relu()?`);
}

/** Own parameters, then those of the inner layers under their index. A parameter met twice keeps its first name. */
function namedOnce(own: ReadonlyMap<string, Parameter>, layers: readonly AnyLayer[]): ReadonlyMap<string, Parameter> {
  const slots = new Map(own);
  const seen = new Set(own.values());
  layers.forEach((inner, i) => {
    for (const [name, slot] of inner.slots) {
      if (seen.has(slot)) continue;
      seen.add(slot);
      slots.set(`${i}.${name}`, slot);
    }
  });
  return slots;
}
