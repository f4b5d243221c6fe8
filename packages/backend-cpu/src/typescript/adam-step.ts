import type { AdamStep } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';

export function adamStep(op: AdamStep<CpuBuffer>): boolean {
  const { length, stepSize, beta1, beta2, secondCorrection, epsilon, weightDecay, decoupledDecay } = op;
  const parameter = floats(op.parameter);
  const gradient = floats(op.gradient);
  const firstMoment = floats(op.firstMoment);
  const secondMoment = floats(op.secondMoment);
  for (let i = 0; i < length; i++) {
    const p = parameter[i]! * (1 - decoupledDecay);
    const g = gradient[i]! + weightDecay * p;
    const m = beta1 * firstMoment[i]! + (1 - beta1) * g;
    const v = beta2 * secondMoment[i]! + (1 - beta2) * g * g;
    firstMoment[i] = m;
    secondMoment[i] = v;
    parameter[i] = p - (stepSize * m) / (Math.sqrt(v / secondCorrection) + epsilon);
  }
  return true;
}
