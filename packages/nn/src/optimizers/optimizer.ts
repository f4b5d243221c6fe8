import { keep, sameRule, ShapeError, type Tensor, UsageError, zeros } from '@gemmule/core';

/** Changes parameters by their gradients. It belongs to one training run: it remembers something for each parameter. */
export interface Optimizer {
  /** What it is: `'adam'`. */
  readonly kind: string;
  /** May be changed between steps, for a schedule. */
  learningRate: number;
  /**
   * One step, in place. `gradients` are those that `gradients(loss, parameters)` returned.
   *
   * @throws ShapeError when a gradient does not have the shape of its parameter; UsageError when their numbers differ.
   */
  step(parameters: readonly Tensor[], gradients: readonly Tensor[]): void;
  /**
   * Makes what it will remember of these parameters. Without this the first step does; but then it takes buffers that the
   * second one misses, and has to allocate.
   */
  prepare?(parameters: readonly Tensor[]): void;
  /** Frees what it remembers. */
  dispose(): void;
}

/** What an optimiser remembers of one parameter. */
interface Memory {
  readonly tensors: readonly Tensor[];
  steps: number;
}

/** The part that all optimisers share: a learning rate, and tensors beside each parameter. */
export abstract class BaseOptimizer implements Optimizer {
  abstract readonly kind: string;
  readonly #memories = new Map<Tensor, Memory>();
  readonly #tensorsEach: number;
  #learningRate = 0;

  /** @param tensorsEach how many tensors to remember for each parameter, zeros at first */
  constructor(tensorsEach: number) {
    this.#tensorsEach = tensorsEach;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    assertAtLeast0(this.kind, 'learningRate', value);
    this.#learningRate = value;
  }

  step(parameters: readonly Tensor[], gradients: readonly Tensor[]): void {
    if (parameters.length !== gradients.length) {
      throw new UsageError(`${this.kind}: ${parameters.length} parameters but ${gradients.length} gradients`);
    }
    parameters.forEach((parameter, i) => sameRule(this.kind, parameter.shape, gradients[i]!.shape));
    this.prepare(parameters);
    parameters.forEach((parameter, i) => {
      const memory = this.#memories.get(parameter)!;
      memory.steps += 1;
      this.update(parameter, gradients[i]!, memory.tensors, memory.steps);
    });
  }

  prepare(parameters: readonly Tensor[]): void {
    for (const parameter of parameters) if (!this.#memories.has(parameter)) this.#remember(parameter);
  }

  /** @param count the number of this parameter's step, from 1 */
  protected abstract update(parameter: Tensor, gradient: Tensor, tensors: readonly Tensor[], count: number): void;

  dispose(): void {
    for (const parameter of this.#memories.keys()) this.#forget(parameter);
  }

  #remember(parameter: Tensor): void {
    for (const known of this.#memories.keys()) if (known.isDisposed) this.#forget(known);
    const { shape, backend } = parameter;
    // Kept, because they are first needed in the scope of a training step and must outlive that.
    const tensors = Array.from({ length: this.#tensorsEach }, () => keep(zeros([...shape], { backend })));
    this.#memories.set(parameter, { tensors, steps: 0 });
  }

  #forget(parameter: Tensor): void {
    for (const tensor of this.#memories.get(parameter)?.tensors ?? []) tensor.dispose();
    this.#memories.delete(parameter);
  }
}

/** Throws unless `value` is a finite number from 0. */
export function assertAtLeast0(optimizer: string, key: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new ShapeError(`${optimizer}: ${key} must be a finite number of at least 0, got ${String(value)}`);
}

/** Throws unless `value` is in `[0, 1)`. */
export function assertFraction(optimizer: string, key: string, value: number): void {
  if (Number.isFinite(value) && value >= 0 && value < 1) return;
  throw new ShapeError(`${optimizer}: ${key} must be at least 0 and below 1, got ${String(value)}`);
}
