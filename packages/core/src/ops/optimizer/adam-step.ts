import { noGrad } from '../../autograd/record.ts';
import type { AdamStep } from '../../backend/overrides.ts';
import { scope } from '../../memory/scope.ts';
import type { Tensor } from '../../tensor.ts';
import { add } from '../elementwise/add.ts';
import { affine } from '../elementwise/affine.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { sqrt } from '../elementwise/sqrt.ts';
import { backendOf } from '../operands.ts';
import { assign } from './assign.ts';

/** Numbers of one {@link AdamStep}. */
export type AdamSettings = Pick<
  AdamStep,
  'stepSize' | 'beta1' | 'beta2' | 'secondCorrection' | 'epsilon' | 'weightDecay' | 'decoupledDecay'
>;

/**
 * One step of Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) or AdamW (Loshchilov and Hutter,
 * 2019), in place on `parameter` and both moments; all of one shape. The formula stands at {@link AdamStep}.
 *
 * @throws BackendError for operands on two backends.
 * @example
 * ```ts
 * const [w, dw, m, v] = [ones([2]), tensor([1, -2], [2]), zeros([2]), zeros([2])];
 * adamStep(w, dw, m, v, {
 *   stepSize: 1e-3, beta1: 0.9, beta2: 0.999, secondCorrection: 1 - 0.999, epsilon: 1e-8, weightDecay: 0, decoupledDecay: 0,
 * });
 * const first = await m.data();   // 0.1, -0.2
 * ```
 */
export function adamStep(
  parameter: Tensor,
  gradient: Tensor,
  firstMoment: Tensor,
  secondMoment: Tensor,
  settings: AdamSettings,
): void {
  const backend = backendOf('adamStep', parameter, gradient, firstMoment, secondMoment);
  const override = backend.overrides?.adamStep?.({
    parameter: parameter.storage.buffer,
    gradient: gradient.storage.buffer,
    firstMoment: firstMoment.storage.buffer,
    secondMoment: secondMoment.storage.buffer,
    length: parameter.size,
    ...settings,
  });
  if (override === true) {
    for (const changed of [parameter, firstMoment, secondMoment]) changed.storage.version += 1;
    return;
  }
  const { stepSize, beta1, beta2, secondCorrection, epsilon, weightDecay, decoupledDecay } = settings;
  noGrad(() =>
    scope(() => {
      const [p, g, m, v] = [parameter, gradient, firstMoment, secondMoment] as Tensor<number[]>[] as Four;
      const decayed = weightDecay === 0 ? g : add(g, affine(p, weightDecay, 0));
      assign(m, add(affine(m, beta1, 0), affine(decayed, 1 - beta1, 0)));
      assign(v, add(affine(v, beta2, 0), affine(mul(decayed, decayed), 1 - beta2, 0)));
      const scaled = affine(sqrt(affine(v, 1 / secondCorrection, 0)), 1, epsilon);
      assign(p, add(affine(p, 1 - decoupledDecay, 0), affine(div(m, scaled), -stepSize, 0)));
    }),
  );
}

type Four = [Tensor<number[]>, Tensor<number[]>, Tensor<number[]>, Tensor<number[]>];
