import { adagradStep } from '@gemmule/core';
import { assertAbove0, assertAtLeast0 } from '../range.ts';
import { BaseOptimizer, type Update } from './base-optimizer.ts';
import type { ParameterGroup } from './group.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of {@link adagrad}. */
export interface AdagradOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** The learning rate of step t is divided by `1 + (t - 1) learningRateDecay`. Default 0. */
  readonly learningRateDecay?: number;
  /** What the sum of squares starts with. Default 0. */
  readonly initialAccumulator?: number;
  /** Added to the root of that sum, so that it divides safely. Default 1e-10. */
  readonly epsilon?: number;
  /** Adds `weightDecay * parameter` to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** Parameters to treat in another way. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Adagrad (Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization", 2011):
 * `h += g²; p -= learningRate g / (sqrt(h) + epsilon)`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const optimizer = nn.adagrad({ learningRate: 0.05 });
 * ```
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  return new Adagrad(options);
}

class Adagrad extends BaseOptimizer {
  readonly #epsilon: number;
  readonly #learningRateDecay: number;

  constructor(options: AdagradOptions) {
    const { learningRate = 0.01, learningRateDecay = 0, initialAccumulator = 0, epsilon = 1e-10 } = options;
    const { weightDecay = 0, groups } = options;
    assertAtLeast0('adagrad', 'initialAccumulator', initialAccumulator);
    const remembers = ['squareSum'];
    super('adagrad', { learningRate, weightDecay, groups, remembers, initially: initialAccumulator });
    assertAtLeast0('adagrad', 'learningRateDecay', learningRateDecay);
    assertAbove0('adagrad', 'epsilon', epsilon);
    this.#epsilon = epsilon;
    this.#learningRateDecay = learningRateDecay;
  }

  protected override update({ parameter, gradient, tensors, count, learningRate, weightDecay }: Update): void {
    adagradStep(parameter, gradient, tensors[0]!, {
      learningRate: learningRate / (1 + (count - 1) * this.#learningRateDecay),
      epsilon: this.#epsilon,
      weightDecay,
    });
  }
}
