import type { AdamStep, SgdStep } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { address } from './address.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';

/** Elements of a chunk, a multiple of 4: some 50 microseconds. */
const perChunk = 32_768;

/** Kernels of assembly/optimizer. */
export type OptimizerKernel = 'sgdStep' | 'adamStep';

export function createSgdStep(engine: WasmEngine): (op: SgdStep<CpuBuffer>) => boolean {
  return (op) => {
    const { length, learningRate, momentum, weightDecay } = op;
    engine.run({
      kernel: 'sgdStep',
      chunks: Math.ceil(length / perChunk),
      work: 3 * length * workPerElement,
      scratchBytes: 0,
      integers: {
        parameter: address(op.parameter, 0),
        gradient: address(op.gradient, 0),
        velocity: op.velocity === undefined ? 0 : address(op.velocity, 0),
        length,
        perChunk,
        nesterov: Number(op.nesterov),
      },
      floats: { learningRate, momentum, weightDecay },
    });
    return true;
  };
}

export function createAdamStep(engine: WasmEngine): (op: AdamStep<CpuBuffer>) => boolean {
  return (op) => {
    const { length, stepSize, beta1, beta2, secondCorrection, epsilon, weightDecay, decoupledDecay } = op;
    engine.run({
      kernel: 'adamStep',
      chunks: Math.ceil(length / perChunk),
      work: 3 * length * workPerElement,
      scratchBytes: 0,
      integers: {
        parameter: address(op.parameter, 0),
        gradient: address(op.gradient, 0),
        firstMoment: address(op.firstMoment, 0),
        secondMoment: address(op.secondMoment, 0),
        length,
        perChunk,
      },
      floats: {
        stepSize,
        beta1,
        oneMinusBeta1: 1 - beta1,
        beta2,
        oneMinusBeta2: 1 - beta2,
        secondCorrection,
        epsilon,
        weightDecay,
        kept: 1 - decoupledDecay,
      },
    });
    return true;
  };
}
