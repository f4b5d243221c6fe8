import { adamStep } from '@gemmule/core';
import { assertAbove0, assertFraction } from '../range.ts';
import { BaseOptimizer, type Update } from './base-optimizer.ts';
import type { ParameterGroup } from './group.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: number;
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number;
  /** Added to the root of the second moment, so that it divides safely. Default 1e-8. */
  readonly epsilon?: number;
  /** `adam` adds `weightDecay * parameter` to the gradient (default 0), `adamW` scales the parameter (default 0.01). */
  readonly weightDecay?: number;
  /** Parameters to treat in another way. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015):
 * `m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²;
 * p -= learningRate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)`.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const optimizer = nn.adam({ learningRate: 1e-3 });
 * ```
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return new Adam('adam', options, 0);
}

/** Both kinds of Adam: they differ in where the weight decay goes. */
export class Adam extends BaseOptimizer {
  readonly #settings: { readonly beta1: number; readonly beta2: number; readonly epsilon: number };
  readonly #isDecoupled: boolean;

  constructor(kind: 'adam' | 'adamW', options: AdamOptions, usualDecay: number) {
    const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, groups } = options;
    const { weightDecay = usualDecay } = options;
    super(kind, { learningRate, weightDecay, groups, remembers: ['firstMoment', 'secondMoment'] });
    assertFraction(kind, 'beta1', beta1);
    assertFraction(kind, 'beta2', beta2);
    assertAbove0(kind, 'epsilon', epsilon);
    this.#settings = { beta1, beta2, epsilon };
    this.#isDecoupled = kind === 'adamW';
  }

  protected override update({ parameter, gradient, tensors, count, learningRate, weightDecay }: Update): void {
    const { beta1, beta2 } = this.#settings;
    const [firstMoment, secondMoment] = tensors;
    adamStep(parameter, gradient, firstMoment!, secondMoment!, {
      ...this.#settings,
      stepSize: learningRate / (1 - beta1 ** count),
      secondCorrection: 1 - beta2 ** count,
      weightDecay: this.#isDecoupled ? 0 : weightDecay,
      decoupledDecay: this.#isDecoupled ? learningRate * weightDecay : 0,
    });
  }
}
