import { assertBoolean, type Generator, generator, type Tensor, UsageError, type Workspace } from '@gemmule/core';

/**
 * One run through a model: what it is for, and what its layers share. A layer that is made of layers hands it on to them as
 * it is. Whether a model learns is said anew for each run, so there is no mode that somebody could forget to set back.
 */
export interface Pass {
  /** Scratch memory shared with all layers of the model, to hand to `conv2d`. */
  readonly workspace: Workspace;
  /** Whether the model learns in this run: dropout drops, and batch normalisation looks at its batch. */
  readonly training: boolean;
  /** Where several processes compute one batch: for layers that look at a batch as a whole. */
  readonly across?: Across | undefined;
  /** For whatever is drawn in this run. Each layer goes on where the one before it stopped. */
  readonly random: Generator;
}

/** A batch of which this process has a share. */
export interface Across {
  /** The sum of a tensor over all processes; gradients flow through it to all of them. */
  readonly sum: (values: Tensor<number[]>) => Tensor<number[]>;
  /** Samples of this process that count: all that it has, or none. */
  readonly ownSamples: number;
  /** Samples of all processes. */
  readonly samples: number;
}

/** What the caller of `forward` says of a run. */
export interface ForwardOptions {
  /** Whether the model learns in this run. Default false: it predicts. */
  readonly training?: boolean;
  /**
   * For layers that draw random numbers. A seed gives the same numbers each time; for a loop of training steps, a generator
   * to go on with.
   */
  readonly seed?: number | Generator;
}

/** The pass that a caller asks for, as far as it can be said without a model. */
export function passFor({ training = false, seed }: ForwardOptions): Omit<Pass, 'workspace'> {
  assertBoolean('forward', 'training', training);
  return { training, random: typeof seed === 'number' ? generator(seed) : (seed ?? unseeded) };
}

function refuse(): never {
  throw new UsageError(
    'forward: a layer draws random numbers; give a seed, or a generator to go on with: ' +
      'forward(x, { training: true, seed })',
  );
}

/** Where no seed was given: drawing the same numbers in every step would be a mistake that nobody sees. */
export const unseeded: Generator = {
  bits: refuse,
  uniform: refuse,
  normal: refuse,
  integer: refuse,
  shuffle: refuse,
};
