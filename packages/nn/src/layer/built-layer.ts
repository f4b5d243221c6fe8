import {
  type Activation,
  type Backend,
  getBackend,
  generator,
  type Tensor,
  UsageError,
  Workspace,
} from '@gemmule/core';
import type {
  AnyLayer,
  ForwardContext,
  InitializeOptions,
  LayerConfig,
  LayerDefinition,
  NoParameters,
  ParameterDefinitions,
} from './layer.ts';
import { Parameter } from './parameter.ts';
import { type ForwardOptions, type Pass, passFor, unseeded } from './pass.ts';
import { type Plan, type Planner, type PlanOptions, planOf } from './plan.ts';
import { splitSeed } from './seeds.ts';
import type { ShapeFn } from './shape-fn.ts';
import { tableOf } from './summary.ts';

/** All layers, at run time: a definition and the state that belongs to it. */
export class BuiltLayer<
  P extends ParameterDefinitions = ParameterDefinitions,
  B extends ParameterDefinitions = NoParameters,
> implements AnyLayer {
  declare readonly '~shapes': ShapeFn;
  readonly kind: string;
  readonly config: LayerConfig;
  readonly layers: readonly AnyLayer[];
  readonly slots: ReadonlyMap<string, Parameter>;
  readonly workspace: Workspace = new Workspace();
  readonly activation: Activation | undefined;
  readonly takesActivation: boolean;
  readonly #definition: LayerDefinition<P, B>;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #buffers: ReadonlyMap<string, Parameter>;
  /** By backend, then by shape and purpose. */
  readonly #plans = new WeakMap<Backend, Map<string, Plan>>();

  constructor(definition: LayerDefinition<P, B>) {
    this.#definition = definition;
    this.kind = definition.kind;
    this.config = Object.freeze({ ...definition.config });
    this.activation = definition.activation;
    this.takesActivation = definition.takesActivation ?? false;
    this.layers = definition.layers ?? [];
    this.layers.forEach((inner, i) => assertLayer(definition.kind, inner, i));
    this.#parameters = slotsOf(definition.parameters, true);
    this.#buffers = slotsOf(definition.buffers, false);
    for (const name of this.#buffers.keys()) {
      if (!this.#parameters.has(name)) continue;
      throw new UsageError(`${definition.kind}: '${name}' is a parameter and a buffer; give one of them another name`);
    }
    this.slots = namedOnce(new Map([...this.#parameters, ...this.#buffers]), this.layers);
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
    return this.#tensors('parameters', true);
  }

  buffers(): Map<string, Tensor<number[]>> {
    return this.#tensors('buffers', false);
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
    const { workspace = this.workspace, training = false, random = unseeded, across } = pass;
    // An enclosing layer gets here before the ones inside, so the seeds are those of `initialize` on the outermost.
    if (!this.#isInitialized()) this.initialize({ backend: x.backend, onlyMissing: true });
    const [parameters, buffers] = [heldBy(this.#parameters), heldBy(this.#buffers)];
    const context = { workspace, training, random, across, parameters, buffers, activation } as ForwardContext<P, B>;
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

  #tensors(method: string, learned: boolean): Map<string, Tensor<number[]>> {
    const tensors = new Map<string, Tensor<number[]>>();
    for (const [name, slot] of this.slots) {
      if (slot.learned !== learned) continue;
      if (slot.tensor === undefined) {
        throw new UsageError(
          `${method}: '${name}' has no values yet; call initialize({ seed }) first, or run the ${this.kind} once`,
        );
      }
      tensors.set(name, slot.tensor);
    }
    return tensors;
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

function slotsOf(definitions: ParameterDefinitions = {}, learned: boolean): Map<string, Parameter> {
  const slots = new Map<string, Parameter>();
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition !== undefined) slots.set(name, new Parameter(definition, learned));
  }
  return slots;
}

function heldBy(slots: ReadonlyMap<string, Parameter>): Record<string, Tensor<number[]> | undefined> {
  const tensors: Record<string, Tensor<number[]> | undefined> = {};
  for (const [name, slot] of slots) tensors[name] = slot.tensor;
  return tensors;
}

/** Own parameters and buffers, then those of the inner layers under their index. What is met twice keeps its first name. */
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
