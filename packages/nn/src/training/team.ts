import type { DType, Tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { BatchSource } from './batch-source.ts';
import type { Dataset } from './dataset.ts';
import type { EvaluateOptions, LabelEvaluation, NumberEvaluation } from './evaluate.ts';
import type { Shard } from './shard.ts';

/**
 * Processes that train one model together, each on its share of every batch: what training asks of them. `distributed` of
 * `@gemmule/mpi` makes one. All processes call the same methods in the same order.
 */
export interface Team extends Shard {
  /**
   * Makes sure that all train the same, by `settings` and the model; gives the model the numbers that it has in rank 0.
   *
   * @returns the checkpoint of rank 0, from which all go on; undefined without one
   * @throws whatever it has for processes that differ.
   */
  begin(
    model: AnyLayer,
    settings: Readonly<Record<string, unknown>>,
    resume?: Uint8Array,
  ): Promise<Uint8Array | undefined>;
  /** What all say of the step that is about to begin. @throws when only some have a batch left. */
  agree(own: StepIntent): Promise<StepIntent>;
  /** Sums of tensors of these lengths over all processes. */
  exchange(lengths: readonly number[]): Exchange;
  /**
   * The sum of a tensor over all processes, in the middle of a pass and with gradients: for layers that look at a batch as a
   * whole. Without it, such layers look at this process's share alone.
   */
  readonly sumAcross?: ((values: Tensor<number[]>) => Tensor<number[]>) | undefined;
  /**
   * Gives the model's buffers the mean of what they are in all processes.
   *
   * @throws whatever it has for parameters that are no longer the same everywhere.
   */
  averageBuffers(model: AnyLayer): Promise<void>;
  /** As `evaluate`, with the work shared. All get the same. */
  evaluate(
    model: AnyLayer,
    data: Dataset | BatchSource,
    options: EvaluateOptions<DType>,
  ): Promise<LabelEvaluation | NumberEvaluation>;
}

/** What a process brings to a step, or all of them together. */
export interface StepIntent {
  /** Samples to learn from. */
  readonly samples: number;
  /** Whether the epoch has no batch left. */
  readonly isOver: boolean;
  /** Whether training shall stop: for all, whether any process wants it. */
  readonly isStopped: boolean;
}

/** Sums over all processes, sent while others are still computed. */
export interface Exchange {
  /** Hands over what this process has of sum `index`; each once, in any order. It is read before this returns, or kept. */
  add(index: number, values: Tensor): void;
  /** The sums, in memory that the next exchange uses again. */
  finish(): Promise<readonly Float32Array[]>;
}
