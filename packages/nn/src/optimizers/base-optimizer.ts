import { FormatError, full, keep, sameRule, showShape, type Tensor, UsageError } from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { assertGroups, type GroupSettings, type ParameterGroup, settingsOf } from './group.ts';
import type { Optimizer, OptimizerState, Parameters, ParameterState } from './optimizer.ts';

/** What an optimiser remembers of one parameter. */
interface Memory {
  readonly tensors: readonly Tensor[];
  readonly settings: GroupSettings;
  steps: number;
}

/** One update of a parameter. */
export interface Update {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** What is remembered of the parameter, in the order of their names. */
  readonly tensors: readonly Tensor[];
  /** The number of this parameter's step, from 1. */
  readonly count: number;
  /** Of the parameter's group. */
  readonly learningRate: number;
  /** Of the parameter's group. */
  readonly weightDecay: number;
}

/** What {@link BaseOptimizer} is made from. */
export interface BaseSettings {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly groups: readonly ParameterGroup[] | undefined;
  /** Names of the tensors to remember for each parameter. */
  readonly remembers: readonly string[];
  /** What these hold at first. Default 0. */
  readonly initially?: number;
}

/** The part that all optimisers share: a learning rate, groups, and tensors beside each parameter. */
export abstract class BaseOptimizer implements Optimizer {
  readonly kind: string;
  readonly #settings: BaseSettings;
  readonly #groups: readonly ParameterGroup[];
  readonly #memories = new Map<Tensor, Memory>();
  #learningRate = 0;

  constructor(kind: string, settings: BaseSettings) {
    this.kind = kind;
    this.#settings = settings;
    this.#groups = settings.groups ?? [];
    this.learningRate = settings.learningRate;
    assertAtLeast0(kind, 'weightDecay', settings.weightDecay);
    assertGroups(kind, this.#groups);
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    assertAtLeast0(this.kind, 'learningRate', value);
    this.#learningRate = value;
  }

  step(parameters: Parameters, gradients: readonly Tensor[]): void {
    const list = [...parameters.values()];
    if (list.length !== gradients.length) {
      throw new UsageError(`${this.kind}: ${list.length} parameters but ${gradients.length} gradients`);
    }
    list.forEach((parameter, i) => sameRule(this.kind, parameter.shape, gradients[i]!.shape));
    this.prepare(parameters);
    list.forEach((parameter, i) => {
      const memory = this.#memories.get(parameter)!;
      memory.steps += 1;
      this.update({
        parameter,
        gradient: gradients[i]!,
        tensors: memory.tensors,
        count: memory.steps,
        learningRate: this.#learningRate * memory.settings.learningRateFactor,
        weightDecay: memory.settings.weightDecay ?? this.#settings.weightDecay,
      });
    });
  }

  prepare(parameters: Parameters): void {
    if (this.#groups.length > 0 && !(parameters instanceof Map)) {
      throw new UsageError(`${this.kind}: groups go by names; give the map that model.parameters() returns`);
    }
    for (const [name, parameter] of parameters.entries()) {
      if (!this.#memories.has(parameter)) this.#remember(String(name), parameter);
    }
  }

  protected abstract update(update: Update): void;

  async state(parameters: ReadonlyMap<string, Tensor>): Promise<OptimizerState> {
    // All is asked for before anything is waited for, so that it is of one moment even if training goes on meanwhile.
    const { kind, learningRate } = this;
    const states = Array.from(parameters, async ([name, parameter]): Promise<[string, ParameterState]> => {
      return [name, await this.#read(name, parameter)];
    });
    return { kind, learningRate, parameters: new Map(await Promise.all(states)) };
  }

  async #read(name: string, parameter: Tensor): Promise<ParameterState> {
    const memory = this.#memories.get(parameter);
    if (memory === undefined) {
      throw new UsageError(`${this.kind}: there is nothing to remember of '${name}' yet; take a step first`);
    }
    const { steps } = memory;
    const tensors = this.#settings.remembers.map(async (key, i): Promise<[string, Float32Array]> => {
      return [key, Float32Array.from(await memory.tensors[i]!.data())];
    });
    return { steps, tensors: Object.fromEntries(await Promise.all(tensors)) };
  }

  restore(parameters: ReadonlyMap<string, Tensor>, state: OptimizerState): void {
    this.#assertState(parameters, state);
    this.learningRate = state.learningRate;
    this.prepare(parameters);
    for (const [name, parameter] of parameters) {
      const memory = this.#memories.get(parameter)!;
      const saved = state.parameters.get(name)!;
      memory.steps = saved.steps;
      this.#settings.remembers.forEach((key, i) => memory.tensors[i]!.write(saved.tensors[key]!));
    }
  }

  #assertState(parameters: ReadonlyMap<string, Tensor>, state: OptimizerState): void {
    if (state.kind !== this.kind) throw new FormatError(`${this.kind}: the state is that of '${state.kind}'`);
    for (const [name, parameter] of parameters) {
      const saved = state.parameters.get(name);
      if (saved === undefined) throw new FormatError(`${this.kind}: the state has nothing of '${name}'`);
      for (const key of this.#settings.remembers) {
        if (saved.tensors[key]?.length === parameter.size) continue;
        throw new FormatError(
          `${this.kind}: ${key} of '${name}' must have ${parameter.size} elements (shape ${showShape(parameter.shape)}), ` +
            `got ${saved.tensors[key]?.length ?? 'none'}`,
        );
      }
      const unknown = Object.keys(saved.tensors).find((key) => !this.#settings.remembers.includes(key));
      if (unknown !== undefined) {
        throw new FormatError(
          `${this.kind}: the state has ${unknown} of '${name}', which this optimiser does not remember`,
        );
      }
    }
  }

  dispose(): void {
    for (const parameter of this.#memories.keys()) this.#forget(parameter);
  }

  #remember(name: string, parameter: Tensor): void {
    for (const known of this.#memories.keys()) if (known.isDisposed) this.#forget(known);
    const { shape, backend } = parameter;
    const { remembers, initially = 0 } = this.#settings;
    // Kept, because they are first needed in the scope of a training step and must outlive that.
    const tensors = remembers.map(() => keep(full([...shape], initially, { backend })));
    this.#memories.set(parameter, { tensors, settings: settingsOf(this.#groups, name, parameter), steps: 0 });
  }

  #forget(parameter: Tensor): void {
    for (const tensor of this.#memories.get(parameter)?.tensors ?? []) tensor.dispose();
    this.#memories.delete(parameter);
  }
}
