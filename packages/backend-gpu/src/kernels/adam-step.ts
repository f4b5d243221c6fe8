import type { AdamStep } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

/** First the moments, from the old parameter, then the parameter, from the new moments. */
export function adamStep(op: AdamStep<GpuBuffer>): Task[] {
  const { parameter, gradient, firstMoment, secondMoment, length, weightDecay } = op;
  const region = dense({ i: length });
  const decays = weightDecay !== 0;
  const moment = (output: GpuBuffer, beta: number, power: string): Task => ({
    output,
    region,
    inputs: { gradient, ...(decays && { parameter }) },
    // The complement by the host: 1 - 0.999 in float32 has four digits.
    numbers: { beta, complement: 1 - beta, ...(decays && { weightDecay }) },
    readsOld: true,
    body: `
const g = gradient[i]${decays ? ' + weightDecay * parameter[i]' : ''};
return beta * old[at] + complement * ${power};`,
  });
  const step: Task = {
    output: parameter,
    region,
    inputs: { firstMoment, secondMoment },
    numbers: {
      kept: 1 - op.decoupledDecay,
      stepSize: op.stepSize,
      secondCorrection: op.secondCorrection,
      epsilon: op.epsilon,
    },
    readsOld: true,
    body: `
const scale = Math.sqrt(secondMoment[i] / secondCorrection) + epsilon;
return kept * old[at] - stepSize * firstMoment[i] / scale;`,
  };
  return [moment(firstMoment, op.beta1, 'g'), moment(secondMoment, op.beta2, 'g * g'), step];
}
