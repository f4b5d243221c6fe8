import type { SgdStep } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';

export function sgdStep(op: SgdStep<CpuBuffer>): boolean {
  const { length, learningRate, momentum, nesterov, weightDecay } = op;
  const parameter = floats(op.parameter);
  const gradient = floats(op.gradient);
  if (op.velocity === undefined) {
    for (let i = 0; i < length; i++) {
      const p = parameter[i]!;
      parameter[i] = p - learningRate * (gradient[i]! + weightDecay * p);
    }
    return true;
  }
  const velocity = floats(op.velocity);
  for (let i = 0; i < length; i++) {
    const p = parameter[i]!;
    const g = gradient[i]! + weightDecay * p;
    const v = momentum * velocity[i]! + g;
    velocity[i] = v;
    parameter[i] = p - learningRate * (nesterov ? g + momentum * v : v);
  }
  return true;
}
