import type { AdamStep, SgdStep } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { createTestEngine, difference, flavours, lengths } from './reference/test-engine.ts';

/** Float32 roundoff of numbers that went into a result. */
const roundoff = (...terms: number[]): number => 2 ** -24 * terms.reduce((sum, term) => sum + Math.abs(term), 0);

const sgdSettings: Pick<SgdStep, 'momentum' | 'nesterov' | 'weightDecay'>[] = [
  { momentum: 0, nesterov: false, weightDecay: 0 },
  { momentum: 0, nesterov: false, weightDecay: 0.25 },
  { momentum: 0.9, nesterov: false, weightDecay: 1e-4 },
  { momentum: 0.9, nesterov: true, weightDecay: 0.1 },
];

const adamSettings: Pick<AdamStep, 'beta1' | 'beta2' | 'secondCorrection' | 'weightDecay' | 'decoupledDecay'>[] = [
  { beta1: 0.9, beta2: 0.999, secondCorrection: 0.001, weightDecay: 0, decoupledDecay: 0 },
  { beta1: 0.9, beta2: 0.99999, secondCorrection: 1, weightDecay: 0.1, decoupledDecay: 0 },
  { beta1: 0, beta2: 0.5, secondCorrection: 0.5, weightDecay: 0, decoupledDecay: 0.01 },
];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  test.each(sgdSettings)('sgdStep: %o', (settings) => {
    const { momentum, nesterov, weightDecay } = settings;
    for (const length of lengths) {
      const [p, g, v] = [randomFloats(length, 1), randomFloats(length, 2), randomFloats(length, 3)];
      const [parameter, gradient] = [engine.floats(p, length), engine.floats(g, 1)];
      const velocity = momentum === 0 ? undefined : engine.floats(v, 2);
      const op = { ...settings, parameter, gradient, velocity, length, learningRate: 0.3 };
      expect(engine.kernels.overrides.sgdStep(op)).toBe(true);
      let worst = 0;
      for (let i = 0; i < length; i++) {
        const decayed = g[i]! + weightDecay * p[i]!;
        const next = momentum === 0 ? decayed : momentum * v[i]! + decayed;
        const expected = p[i]! - 0.3 * (nesterov ? decayed + momentum * next : next);
        const allowed = roundoff(p[i]!, g[i]!, v[i]!, 1);
        worst = Math.max(worst, Math.abs(parameter.data![i]! - expected) / allowed);
        if (velocity !== undefined) worst = Math.max(worst, Math.abs(velocity.data![i]! - next) / allowed);
      }
      expect(worst).toBeLessThan(4);
      expect(difference(gradient.data!, g)).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    }
  });

  test.each(adamSettings)('adamStep: %o', (settings) => {
    const { beta1, beta2, secondCorrection, weightDecay, decoupledDecay } = settings;
    for (const length of lengths) {
      const [p, g, m] = [randomFloats(length, 1), randomFloats(length, 2), randomFloats(length, 3)];
      const v = randomFloats(length, 4).map(Math.abs);
      const [parameter, gradient, firstMoment, secondMoment] = [p, g, m, v].map((values, i) =>
        engine.floats(values, length + i),
      ) as [CpuBuffer, CpuBuffer, CpuBuffer, CpuBuffer];
      const op = { ...settings, parameter, gradient, firstMoment, secondMoment, length, stepSize: 0.01, epsilon: 1e-3 };
      expect(engine.kernels.overrides.adamStep(op)).toBe(true);
      let worst = 0;
      for (let i = 0; i < length; i++) {
        const kept = p[i]! * (1 - decoupledDecay);
        const slope = g[i]! + weightDecay * kept;
        const first = beta1 * m[i]! + (1 - beta1) * slope;
        const second = beta2 * v[i]! + (1 - beta2) * slope * slope;
        const root = Math.sqrt(second / secondCorrection) + 1e-3;
        const errors = [
          Math.abs(firstMoment.data![i]! - first) / roundoff(m[i]!, slope, 0.1),
          Math.abs(secondMoment.data![i]! - second) / roundoff(second),
          Math.abs(parameter.data![i]! - (kept - (0.01 * first) / root)) / roundoff(kept, (0.1 * 0.01) / root, 0.01),
        ];
        worst = Math.max(worst, ...errors);
      }
      expect(worst).toBeLessThan(10);
      expect(difference(gradient.data!, g)).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    }
  });

  test('write the first elements only', () => {
    const [parameter, gradient] = [engine.floats([1, 2, 3]), engine.floats([4, 4, 4])];
    const sgd = { length: 2, learningRate: 0.5, momentum: 0, nesterov: false, weightDecay: 0 };
    engine.kernels.overrides.sgdStep({ ...sgd, parameter, gradient, velocity: undefined });
    expect(valuesOf(parameter)).toEqual([-1, 0, 3]);
  });
});
