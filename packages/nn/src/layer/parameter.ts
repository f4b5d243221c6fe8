import { type Backend, type Generator, keep, tensor, type Tensor, sizeOf } from '@gemmule/core';

/** Something a layer learns (a parameter) or only remembers (a buffer): its shape and how it starts. */
export interface ParameterDefinition {
  /** The lengths of its dimensions. */
  readonly shape: readonly number[];
  /** The initial values, `size` of them, row-major. Called with a generator of its own, so the order does not matter. */
  initialize(random: Generator, size: number): Float32Array;
}

/**
 * The state of one parameter: nothing until initialised, then a tensor that `gradients` can be asked for. A buffer is one
 * that is not `learned`: saved like the others, but no gradient is asked of it, and no optimiser sees it.
 */
export class Parameter {
  /** What it was made from. */
  readonly definition: ParameterDefinition;
  readonly learned: boolean;
  #tensor: Tensor<number[]> | undefined;

  constructor(definition: ParameterDefinition, learned = true) {
    this.definition = definition;
    this.learned = learned;
  }

  /** How many numbers it is. */
  get size(): number {
    return sizeOf(this.definition.shape);
  }

  /** Undefined before initialisation and after dispose. */
  get tensor(): Tensor<number[]> | undefined {
    return this.#tensor === undefined || this.#tensor.isDisposed ? undefined : this.#tensor;
  }

  /** Makes the tensor on `backend`, with values that follow from `random`. */
  initialize(backend: Backend, random: Generator): void {
    this.assign(backend, this.definition.initialize(random, this.size));
  }

  /** Overwrites the values in place, so that whoever holds the tensor sees them; a new tensor on another backend. */
  assign(backend: Backend, values: Float32Array): void {
    const held = this.tensor;
    if (held !== undefined && held.backend === backend) {
      held.write(values);
      return;
    }
    // It may be made in the scope of somebody's first forward pass, and must outlive that.
    const made = keep(tensor(values, [...this.definition.shape], { backend, requiresGrad: this.learned }));
    held?.dispose();
    this.#tensor = made;
  }

  /** Puts another tensor in the place of its own, until the returned function is called, which also disposes it. */
  lend(tensor: Tensor<number[]>): () => void {
    const held = this.#tensor;
    this.#tensor = tensor;
    return () => {
      tensor.dispose();
      this.#tensor = held;
    };
  }

  /** Gives the memory back; it is then as before initialisation. */
  dispose(): void {
    this.#tensor?.dispose();
    this.#tensor = undefined;
  }
}

/**
 * The same value everywhere.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const weight = { shape: [16], initialize: nn.constant(1) };
 * ```
 */
export function constant(value: number): ParameterDefinition['initialize'] {
  return (_, size) => new Float32Array(size).fill(value);
}

/**
 * Values spread evenly over `±bound`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const weight = { shape: [16, 8], initialize: nn.uniform(1 / Math.sqrt(8)) };
 * ```
 */
export function uniform(bound: number): ParameterDefinition['initialize'] {
  return (random, size) => {
    const values = new Float32Array(size);
    for (let i = 0; i < size; i++) values[i] = bound * (2 * random.uniform() - 1);
    return values;
  };
}

/**
 * Weight and bias of a convolution or linear layer, initialised as in PyTorch: both uniform in `±1 / sqrt(fanIn)`, which
 * for the weight is Kaiming initialisation with the gain `sqrt(1 / 3)` (He and others, 2015). `fanIn` is the number of
 * weights of one output, counted as the product of all the weight's dimensions but the first.
 */
export function weightAndBias(
  weight: readonly number[],
  outChannels: number,
  bias: boolean,
): { weight: ParameterDefinition; bias: ParameterDefinition | undefined } {
  const initialize = uniform(1 / Math.sqrt(sizeOf(weight.slice(1))));
  return {
    weight: { shape: weight, initialize },
    bias: bias ? { shape: [outChannels], initialize } : undefined,
  };
}
