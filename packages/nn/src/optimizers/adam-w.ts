import { Adam, type AdamOptions } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019): before the step
 * of `adam`, `p *= 1 - learningRate * weightDecay`. The default `weightDecay` is 0.01, as in PyTorch.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const optimizer = nn.adamW({ learningRate: 1e-3, weightDecay: 0.05 });
 * ```
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  return new Adam('adamW', options, 0.01);
}
