import { rmspropStep } from '@gemmule/core';
import { assertAbove0, assertAtLeast0, assertFraction } from '../range.ts';
import { BaseOptimizer, type Update } from './base-optimizer.ts';
import type { ParameterGroup } from './group.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of {@link rmsprop}. */
export interface RmspropOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** Decay of the mean of squared gradients. Default 0.99. */
  readonly alpha?: number;
  /** Added to the root of that mean, so that it divides safely. Default 1e-8. */
  readonly epsilon?: number;
  /** How much of the last step goes on. Default 0. */
  readonly momentum?: number;
  /** Divide by the root of the gradients' variance, not of the mean of their squares. Default false. */
  readonly centered?: boolean;
  /** Adds `weightDecay * parameter` to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** Parameters to treat in another way. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * RMSprop (Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012), in PyTorch's form:
 * `s = alpha s + (1 - alpha) g²; v = momentum v + g / (sqrt(s) + epsilon); p -= learningRate v`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const optimizer = nn.rmsprop({ learningRate: 1e-3, momentum: 0.9 });
 * ```
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  return new Rmsprop(options);
}

class Rmsprop extends BaseOptimizer {
  readonly #settings: { readonly alpha: number; readonly epsilon: number; readonly momentum: number };
  readonly #centered: boolean;

  constructor(options: RmspropOptions) {
    const { learningRate = 0.01, alpha = 0.99, epsilon = 1e-8, momentum = 0, centered = false } = options;
    const { weightDecay = 0, groups } = options;
    const remembers = ['squareMean', ...(centered ? ['mean'] : []), ...(momentum === 0 ? [] : ['velocity'])];
    super('rmsprop', { learningRate, weightDecay, groups, remembers });
    assertFraction('rmsprop', 'alpha', alpha);
    assertAbove0('rmsprop', 'epsilon', epsilon);
    assertAtLeast0('rmsprop', 'momentum', momentum);
    this.#settings = { alpha, epsilon, momentum };
    this.#centered = centered;
  }

  protected override update({ parameter, gradient, tensors, learningRate, weightDecay }: Update): void {
    const [squareMean, ...others] = tensors;
    const mean = this.#centered ? others.shift() : undefined;
    const memory = { squareMean: squareMean!, mean, velocity: others[0] };
    rmspropStep(parameter, gradient, memory, { ...this.#settings, learningRate, weightDecay });
  }
}
