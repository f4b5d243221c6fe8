import type { Tensor } from '@gemmule/core';
import type { Team } from '../training/team.ts';

/** Parameters in order, or by name as `model.parameters()` gives them; groups need the names. */
export type Parameters = readonly Tensor[] | ReadonlyMap<string, Tensor>;

/** Changes parameters by their gradients. It belongs to one training run: it remembers something for each parameter. */
export interface Optimizer {
  /** What it is: `'adam'`. */
  readonly kind: string;
  /** May be changed between steps, for a schedule. Groups with a factor of their own follow. */
  learningRate: number;
  /**
   * One step, in place. `gradients` are those that `gradients(loss, parameters)` returned, in the order of the parameters.
   *
   * @throws ShapeError when a gradient does not have the shape of its parameter; UsageError when their numbers differ, or for
   *   parameters without names where there are groups.
   */
  step(parameters: Parameters, gradients: readonly Tensor[]): void;
  /**
   * Makes what it will remember of these parameters. Without this the first step does; but then it takes buffers that the
   * second one misses, and has to allocate.
   */
  prepare?(parameters: Parameters): void;
  /**
   * What it remembers of these parameters, to go on with at another time: numbers, to the bit.
   *
   * @throws UsageError for parameters of which it remembers nothing yet.
   */
  state?(parameters: ReadonlyMap<string, Tensor>): Promise<OptimizerState>;
  /**
   * Goes on from what {@link Optimizer.state} gave.
   *
   * @throws FormatError when the state is not that of such an optimiser with these parameters; nothing is changed then.
   */
  restore?(parameters: ReadonlyMap<string, Tensor>, state: OptimizerState): void;
  /** Where several processes train one model: what they do together. */
  readonly team?: Team | undefined;
  /** Frees what it remembers. */
  dispose(): void;
}

/** What an optimiser remembers: of each parameter, by its name. */
export interface OptimizerState {
  /** Which optimiser it is of. */
  readonly kind: string;
  /** As it was set. */
  readonly learningRate: number;
  /** What it remembers of each parameter, by name. */
  readonly parameters: ReadonlyMap<string, ParameterState>;
}

/** What an optimiser remembers of one parameter. */
export interface ParameterState {
  /** How many steps it has taken. */
  readonly steps: number;
  /** As long as the parameter, by what they are: `firstMoment`. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}
