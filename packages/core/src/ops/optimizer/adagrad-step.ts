import { noGrad } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { Tensor } from '../../tensor.ts';
import { add } from '../elementwise/add.ts';
import { affine } from '../elementwise/affine.ts';
import { div } from '../elementwise/div.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { square } from '../elementwise/square.ts';
import { backendOf } from '../operands.ts';
import { assign } from './assign.ts';

/** Numbers of one {@link adagradStep}. */
export interface AdagradSettings {
  /** Factor of the step, above 0. */
  readonly learningRate: number;
  /** Added to the root, so that nothing is divided by 0. */
  readonly epsilon: number;
  /** Factor of the parameter that is added to its gradient; 0 for none. */
  readonly weightDecay: number;
}

/**
 * One step of Adagrad (Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization", 2011), in place on `parameter` and on `squareSum`, the sum of all squared gradients so far; all three of
 * one shape:
 *
 * `g += weightDecay * p; h += g²; p -= learningRate * g / (sqrt(h) + epsilon)`
 *
 * @throws BackendError for operands on two backends.
 * @example
 * ```ts
 * const [w, dw, squareSum] = [ones([2]), tensor([1, -2], [2]), zeros([2])];
 * adagradStep(w, dw, squareSum, { learningRate: 0.01, epsilon: 1e-10, weightDecay: 0 });
 * console.log(await squareSum.data());   // Float32Array [1, 4]
 * ```
 */
export function adagradStep(
  parameter: Tensor,
  gradient: Tensor,
  squareSum: Tensor,
  { learningRate, epsilon, weightDecay }: AdagradSettings,
): void {
  backendOf('adagradStep', parameter, gradient, squareSum);
  const [p, g, h] = [parameter, gradient, squareSum] as Tensor<number[]>[] as [T, T, T];
  noGrad(() =>
    scope(() => {
      const decayed = weightDecay === 0 ? g : add(g, affine(p, weightDecay, 0));
      assign(h, add(h, square(decayed)));
      const step = div(decayed, affine(sqrt(h), 1, epsilon));
      assign(p, add(p, affine(step, -learningRate, 0)));
    }),
  );
}

type T = Tensor<number[]>;
