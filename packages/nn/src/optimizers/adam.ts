import { adamStep, ShapeError, type Tensor } from '@gemmule/core';
import { assertAtLeast0, assertFraction, BaseOptimizer, type Optimizer } from './optimizer.ts';

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
  override readonly kind: 'adam' | 'adamW';
  readonly #options: Required<Omit<AdamOptions, 'learningRate'>>;

  constructor(kind: 'adam' | 'adamW', options: AdamOptions, usualDecay: number) {
    super(2);
    this.kind = kind;
    const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const { weightDecay = usualDecay } = options;
    this.learningRate = learningRate;
    assertFraction(kind, 'beta1', beta1);
    assertFraction(kind, 'beta2', beta2);
    if (!(Number.isFinite(epsilon) && epsilon > 0)) {
      throw new ShapeError(`${kind}: epsilon must be a finite number above 0, got ${String(epsilon)}`);
    }
    assertAtLeast0(kind, 'weightDecay', weightDecay);
    this.#options = { beta1, beta2, epsilon, weightDecay };
  }

  protected override update(parameter: Tensor, gradient: Tensor, [m, v]: readonly Tensor[], count: number): void {
    const { beta1, beta2, epsilon, weightDecay } = this.#options;
    adamStep(parameter, gradient, m!, v!, {
      stepSize: this.learningRate / (1 - beta1 ** count),
      beta1,
      beta2,
      secondCorrection: 1 - beta2 ** count,
      epsilon,
      weightDecay: this.kind === 'adam' ? weightDecay : 0,
      decoupledDecay: this.kind === 'adamW' ? this.learningRate * weightDecay : 0,
    });
  }
}
