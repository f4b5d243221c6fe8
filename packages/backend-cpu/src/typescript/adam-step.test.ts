import { expect, test } from 'vitest';
import { adamStep } from './adam-step.ts';
import { floatBuffer, valuesOf } from './reference/buffers.ts';

const settings = { length: 1, stepSize: 0.5, beta1: 0.5, beta2: 0.75, secondCorrection: 0.25, epsilon: 1 };

function step(weightDecay: number, decoupledDecay: number): Record<'p' | 'm' | 'v', number[]> {
  const [parameter, gradient] = [floatBuffer([8, 7]), floatBuffer([4, 4])];
  const [firstMoment, secondMoment] = [floatBuffer([2, 2]), floatBuffer([16, 16])];
  const op = { ...settings, parameter, gradient, firstMoment, secondMoment, weightDecay, decoupledDecay };
  expect(adamStep(op)).toBe(true);
  expect(valuesOf(gradient)).toEqual([4, 4]);
  return { p: valuesOf(parameter), m: valuesOf(firstMoment), v: valuesOf(secondMoment) };
}

test('moments and step by the formula, on the first elements only', () => {
  // m = 1 + 2, v = 12 + 4, sqrt(16 / 0.25) + 1 = 9
  expect(step(0, 0)).toEqual({ p: [Math.fround(8 - 1.5 / 9), 7], m: [3, 2], v: [16, 16] });
});

test('weightDecay adds to the gradient', () => {
  // g = 8: m = 1 + 4, v = 12 + 16
  expect(step(0.5, 0)).toEqual({ p: [Math.fround(8 - 2.5 / (Math.sqrt(112) + 1)), 7], m: [5, 2], v: [28, 16] });
});

test('decoupledDecay scales the parameter', () => {
  expect(step(0, 0.25)).toEqual({ p: [Math.fround(6 - 1.5 / 9), 7], m: [3, 2], v: [16, 16] });
});
