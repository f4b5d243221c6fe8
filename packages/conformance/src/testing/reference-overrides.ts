import type { Overrides } from '@gemmule/core';
import { conv, convWeightGradient } from '../reference/conv.ts';
import { gather, scatterAdd } from '../reference/gather.ts';
import { adamStep, sgdStep } from '../reference/optimizer.ts';
import { softmax } from '../reference/softmax.ts';
import type { NaiveBuffer } from './naive/walk.ts';

/** Correct overrides for the naive backend, to see that the suite drives them and compares both ways. */
export const referenceOverrides: Overrides<NaiveBuffer> = {
  conv({ x, weight, bias, activation, y, ...sizes }) {
    y.data.set(conv({ ...sizes, x: x.data, weight: weight.data, bias: bias?.data, activation }).values);
    return true;
  },

  convWeightGradient({ x, dy, dWeight, ...sizes }) {
    // Declines some cases, as real ones do.
    if (sizes.groups > 2) return false;
    dWeight.data.set(convWeightGradient({ ...sizes, x: x.data, dy: dy.data }).values);
    return true;
  },

  softmax({ x, y, outer, size, inner, logarithm }) {
    y.data.set(softmax({ outer, size, inner }, x.data, logarithm).values);
    return true;
  },

  gather({ x, indices, y, ...sizes }) {
    if (sizes.inner === 5) return false;
    y.data.set(gather(sizes, x.data, indices.data));
    return true;
  },

  scatterAdd({ dy, indices, dx, ...sizes }) {
    if (sizes.inner === 5) return false;
    dx.data.set(scatterAdd(sizes, dy.data, indices.data).values);
    return true;
  },

  sgdStep({ parameter, gradient, velocity, ...settings }) {
    const after = sgdStep({
      ...settings,
      parameter: parameter.data,
      gradient: gradient.data,
      velocity: velocity?.data,
    });
    parameter.data.set(after.parameter.values);
    if (after.velocity !== undefined) velocity?.data.set(after.velocity.values);
    return true;
  },

  adamStep({ parameter, gradient, firstMoment, secondMoment, ...settings }) {
    const after = adamStep({
      ...settings,
      parameter: parameter.data,
      gradient: gradient.data,
      firstMoment: firstMoment.data,
      secondMoment: secondMoment.data,
    });
    parameter.data.set(after.parameter.values);
    firstMoment.data.set(after.firstMoment.values);
    secondMoment.data.set(after.secondMoment.values);
    return true;
  },
};
