import { expect, test } from 'vitest';
import { floatBuffer, valuesOf } from './reference/buffers.ts';
import { sgdStep } from './sgd-step.ts';

const settings = { length: 2, learningRate: 0.5, momentum: 0, nesterov: false, weightDecay: 0 };

test('plain: p -= learningRate * g, and the gradient stays', () => {
  const [parameter, gradient] = [floatBuffer([1, 2, 3]), floatBuffer([2, -4, 8])];
  expect(sgdStep({ ...settings, parameter, gradient, velocity: undefined })).toBe(true);
  expect(valuesOf(parameter)).toEqual([0, 4, 3]);
  expect(valuesOf(gradient)).toEqual([2, -4, 8]);
});

test('weight decay adds to the gradient', () => {
  const [parameter, gradient] = [floatBuffer([1, 2]), floatBuffer([2, -4])];
  sgdStep({ ...settings, parameter, gradient, velocity: undefined, weightDecay: 0.25 });
  expect(valuesOf(parameter)).toEqual([1 - 0.5 * 2.25, 2 + 0.5 * 3.5]);
});

test.each([false, true])('momentum, nesterov = %s', (nesterov) => {
  const [parameter, gradient, velocity] = [floatBuffer([1, 2]), floatBuffer([2, -4]), floatBuffer([4, 8])];
  sgdStep({ ...settings, parameter, gradient, velocity, momentum: 0.5, nesterov, weightDecay: 1 });
  // g = [3, -2], v = [2 + 3, 4 - 2]
  expect(valuesOf(velocity)).toEqual([5, 2]);
  expect(valuesOf(parameter)).toEqual(nesterov ? [1 - 0.5 * 5.5, 2 - 0.5 * -1] : [1 - 0.5 * 5, 2 - 0.5 * 2]);
});
