import { noGrad } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { Tensor } from '../../tensor.ts';
import { add } from '../elementwise/add.ts';
import { affine } from '../elementwise/affine.ts';
import { div } from '../elementwise/div.ts';
import { maximum } from '../elementwise/maximum.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { square } from '../elementwise/square.ts';
import { sub } from '../elementwise/sub.ts';
import { backendOf, given } from '../operands.ts';
import { assign } from './assign.ts';

/** Numbers of one {@link rmspropStep}. */
export interface RmspropSettings {
  /** Factor of the step, above 0. */
  readonly learningRate: number;
  /** How much of the mean of squares goes on. */
  readonly alpha: number;
  /** Added to the root, so that nothing is divided by 0. */
  readonly epsilon: number;
  /** Share of the last step that is taken again; 0 for none. */
  readonly momentum: number;
  /** Factor of the parameter that is added to its gradient; 0 for none. */
  readonly weightDecay: number;
}

/** What {@link rmspropStep} remembers, all of the parameter's shape. */
export interface RmspropMemory {
  /** Moving mean of squared gradients, of the shape of the parameter. */
  readonly squareMean: Tensor;
  /** Of the gradients, where their variance is divided by (the centred form). */
  readonly mean?: Tensor | undefined;
  /** Where there is momentum. */
  readonly velocity?: Tensor | undefined;
}

/**
 * One step of RMSprop (Tieleman and Hinton, lecture 6.5 of "Neural networks for machine learning", 2012) in PyTorch's form,
 * in place on `parameter` and what it remembers; all of one shape:
 *
 * `g += weightDecay * p; s = alpha * s + (1 - alpha) * g²; u = g / (sqrt(s) + epsilon); p -= learningRate * u`, with
 * `s - mean(g)²` in place of `s` where there is a `mean`, and `v = momentum * v + u` in place of `u` where there is a
 * `velocity`.
 *
 * @throws BackendError for operands on two backends.
 * @example
 * ```ts
 * const [w, dw, squareMean] = [ones([2]), tensor([1, -2], [2]), zeros([2])];
 * rmspropStep(w, dw, { squareMean }, { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0 });
 * const moved = await squareMean.data();   // 0.01, 0.04
 * ```
 */
export function rmspropStep(
  parameter: Tensor,
  gradient: Tensor,
  { squareMean, mean, velocity }: RmspropMemory,
  { learningRate, alpha, epsilon, momentum, weightDecay }: RmspropSettings,
): void {
  backendOf('rmspropStep', parameter, gradient, squareMean, ...given(mean), ...given(velocity));
  const [p, g, s] = [parameter, gradient, squareMean] as Tensor<number[]>[] as [T, T, T];
  noGrad(() =>
    scope(() => {
      const decayed = weightDecay === 0 ? g : add(g, affine(p, weightDecay, 0));
      assign(s, add(affine(s, alpha, 0), affine(square(decayed), 1 - alpha, 0)));
      let step = div(decayed, affine(sqrt(varianceOf(s, decayed, mean as T | undefined, alpha)), 1, epsilon));
      if (velocity !== undefined) {
        step = add(affine(velocity as T, momentum, 0), step);
        assign(velocity, step);
      }
      assign(p, add(p, affine(step, -learningRate, 0)));
    }),
  );
}

type T = Tensor<number[]>;

/** The mean of squares, or, with the mean at hand, the variance: rounding may put that a little below 0. */
function varianceOf(squareMean: T, gradient: T, mean: T | undefined, alpha: number): T {
  if (mean === undefined) return squareMean;
  assign(mean, add(affine(mean, alpha, 0), affine(gradient, 1 - alpha, 0)));
  return maximum(sub(squareMean, square(mean)), 0);
}
