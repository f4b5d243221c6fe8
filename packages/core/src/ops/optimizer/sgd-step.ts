import type { SgdStep } from '../../backend/overrides.ts';
import { noGrad } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import type { Tensor } from '../../tensor.ts';
import { add } from '../elementwise/add.ts';
import { affine } from '../elementwise/affine.ts';
import { backendOf, given } from '../operands.ts';
import { assign } from './assign.ts';

/** Numbers of one {@link SgdStep}. */
export type SgdSettings = Pick<SgdStep, 'learningRate' | 'momentum' | 'nesterov' | 'weightDecay'>;

/**
 * One step of stochastic gradient descent, in place on `parameter` and `velocity` (undefined without momentum), all of one
 * shape.
 *
 * `g += weightDecay * p; v = momentum * v + g; p -= learningRate * (nesterov ? g + momentum * v : v)`
 *
 * @throws BackendError for operands on two backends.
 * @example
 * ```ts
 * const [w, dw] = [ones([2]), tensor([1, -2], [2])];
 * sgdStep(w, dw, undefined, { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 });
 * const after = await w.data();   // 0.9, 1.2
 * ```
 */
export function sgdStep(
  parameter: Tensor,
  gradient: Tensor,
  velocity: Tensor | undefined,
  settings: SgdSettings,
): void {
  const backend = backendOf('sgdStep', parameter, gradient, ...given(velocity));
  const { learningRate, momentum, nesterov, weightDecay } = settings;
  const override = backend.overrides?.sgdStep?.({
    parameter: parameter.storage.buffer,
    gradient: gradient.storage.buffer,
    velocity: velocity?.storage.buffer,
    length: parameter.size,
    ...settings,
  });
  if (override === true) {
    parameter.storage.version += 1;
    if (velocity !== undefined) velocity.storage.version += 1;
    return;
  }
  noGrad(() =>
    scope(() => {
      const [p, g] = [parameter, gradient] as [Tensor<number[]>, Tensor<number[]>];
      const decayed = weightDecay === 0 ? g : add(g, affine(p, weightDecay, 0));
      let step = decayed;
      if (velocity !== undefined) {
        const v = add(affine(velocity as Tensor<number[]>, momentum, 0), decayed);
        assign(velocity, v);
        step = nesterov ? add(decayed, affine(v, momentum, 0)) : v;
      }
      assign(parameter, add(p, affine(step, -learningRate, 0)));
    }),
  );
}
