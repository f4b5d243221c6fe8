import type { SgdStep } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

/** First the new velocity, where there is one, then the parameter, which reads it. */
export function sgdStep(op: SgdStep<GpuBuffer>): Task[] {
  const { parameter, gradient, velocity, length, learningRate, momentum, nesterov, weightDecay } = op;
  const region = dense({ i: length });
  const decays = weightDecay !== 0;
  const decay: Record<string, number> = decays ? { weightDecay } : {};
  /** Declares `g`; without decay nothing of the parameter gets into it, not even a NaN. */
  const slope = (parameter: string): string => `const g = gradient[i]${decays ? ` + weightDecay * ${parameter}` : ''};`;
  if (velocity === undefined) {
    const body = `${slope('old[at]')}\nreturn old[at] - learningRate * g;`;
    return [
      { output: parameter, region, inputs: { gradient }, numbers: { learningRate, ...decay }, readsOld: true, body },
    ];
  }
  const newVelocity: Task = {
    output: velocity,
    region,
    inputs: { gradient, ...(decays && { parameter }) },
    numbers: { momentum, ...decay },
    readsOld: true,
    body: `${slope('parameter[i]')}\nreturn momentum * old[at] + g;`,
  };
  const ahead = `${slope('old[at]')}\nreturn old[at] - learningRate * (g + momentum * velocity[i]);`;
  const newParameter: Task = {
    output: parameter,
    region,
    inputs: { velocity, ...(nesterov && { gradient }) },
    numbers: { learningRate, ...(nesterov && { momentum, ...decay }) },
    readsOld: true,
    body: nesterov ? ahead : 'return old[at] - learningRate * velocity[i];',
  };
  return [newVelocity, newParameter];
}
