import { ShapeError, sgdStep } from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { BaseOptimizer, type Update } from './base-optimizer.ts';
import type { ParameterGroup } from './group.ts';
import type { Optimizer } from './optimizer.ts';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Factor of the step, above 0. */
  readonly learningRate: number;
  /** How much of the last step goes on, from 0 (the default); 0.9 is usual. */
  readonly momentum?: number;
  /** Adds `weightDecay * parameter` to the gradient. Default 0. */
  readonly weightDecay?: number;
  /** Looks ahead by a step (Nesterov's momentum). Default false. */
  readonly nesterov?: boolean;
  /** Parameters to treat in another way. */
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Stochastic gradient descent: `g += weightDecay p; v = momentum v + g; p -= learningRate v`, or with Nesterov's momentum
 * `p -= learningRate (g + momentum v)` (Sutskever and others, "On the importance of initialization and momentum in deep
 * learning", 2013), in PyTorch's form.
 *
 * @throws ShapeError for a number out of range, or `nesterov` without momentum.
 * @example
 * ```ts
 * const optimizer = nn.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true });
 * ```
 */
export function sgd(options: SgdOptions): Optimizer {
  return new Sgd(options);
}

class Sgd extends BaseOptimizer {
  readonly #settings: { readonly momentum: number; readonly nesterov: boolean };

  constructor({ learningRate, momentum = 0, weightDecay = 0, nesterov = false, groups }: SgdOptions) {
    super('sgd', { learningRate, weightDecay, groups, remembers: momentum === 0 ? [] : ['velocity'] });
    assertAtLeast0('sgd', 'momentum', momentum);
    if (nesterov && momentum === 0) throw new ShapeError('sgd: nesterov needs a momentum above 0');
    this.#settings = { momentum, nesterov };
  }

  protected override update({ parameter, gradient, tensors, learningRate, weightDecay }: Update): void {
    sgdStep(parameter, gradient, tensors[0], { ...this.#settings, learningRate, weightDecay });
  }
}
