import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { assert } from '../harness/compare.ts';
import type { Device } from '../harness/device.ts';
import type { Random } from '../harness/random.ts';
import { adamStep, sgdStep } from '../reference/optimizer.ts';
import type { ReduceSizes } from '../reference/reduce.ts';
import { softmax } from '../reference/softmax.ts';
import { exact } from '../tolerance.ts';
import type { Overrides } from '@gemmule/core';
import { overrideCase, overrideProperty } from './override-case.ts';

async function checkSoftmax(
  device: Device,
  override: Overrides['softmax'],
  sizes: ReduceSizes,
  x: Float32Array,
): Promise<void> {
  for (const logarithm of [false, true]) {
    for (const inPlace of [false, true]) {
      const input = device.floats(x);
      const y = inPlace ? input : device.destination(x.length);
      const what = `softmax of [${sizes.outer}, ${sizes.size}, ${sizes.inner}] logarithm ${logarithm} in place ${inPlace}`;
      const done = override({ ...sizes, x: input, y, logarithm });
      if (!done) await device.check(y, exact(inPlace ? x : new Float32Array(x.length).fill(NaN)), `declined ${what}`);
      else await device.check(y, softmax(sizes, x, logarithm), what, [sizes.outer, sizes.size, sizes.inner]);
    }
  }
}

const sizesOfSoftmax = fc.record({
  outer: fc.integer({ min: 0, max: 5 }),
  size: fc.integer({ min: 1, max: 40 }),
  inner: fc.integer({ min: 1, max: 9 }),
});

const softmaxCases: ConformanceCase[] = [
  overrideProperty('softmax', 'any shape, in place too', sizesOfSoftmax, 40, (device, override, sizes, random) =>
    checkSoftmax(device, override, sizes, random.floats(sizes.outer * sizes.size * sizes.inner, -8, 8)),
  ),
  overrideCase('softmax', 'large numbers do not overflow', async (device, override) => {
    await checkSoftmax(
      device,
      override,
      { outer: 2, size: 3, inner: 1 },
      Float32Array.from([1000, 1001, 999, -1e4, 0, 1e4]),
    );
  }),
  overrideCase('softmax', 'NaN fills its own lane', async (device, override) => {
    const x = Float32Array.from([1, NaN, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await checkSoftmax(device, override, { outer: 4, size: 3, inner: 1 }, x);
    await checkSoftmax(device, override, { outer: 1, size: 3, inner: 4 }, x);
  }),
];

/** Hyperparameters as float32 numbers: a device may hold them so. */
const rate = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: low, max: high, noNaN: true }).map(Math.fround);

const lengths = fc.constantFrom(0, 1, 3, 4, 7, 8, 17, 100);

const arbitrarySgd = fc.record({
  length: lengths,
  learningRate: rate(0, 0.5),
  momentum: fc.oneof(fc.constant(0), rate(0.1, 0.99)),
  nesterov: fc.boolean(),
  weightDecay: fc.oneof(fc.constant(0), rate(0, 0.1)),
});

const sgdCases: ConformanceCase[] = [
  overrideProperty('sgdStep', 'any hyperparameters', arbitrarySgd, 60, async (device, override, hyper, random) => {
    const { length, momentum } = hyper;
    const parameter = random.floats(length);
    const gradient = random.floats(length);
    const velocity = momentum === 0 ? undefined : random.floats(length);
    const buffers = {
      parameter: device.floats(parameter),
      gradient: device.floats(gradient),
      velocity: velocity === undefined ? undefined : device.floats(velocity),
    };
    const nesterov = hyper.nesterov && velocity !== undefined;
    const what = `sgdStep ${JSON.stringify({ ...hyper, nesterov })}`;
    const done = override({ ...hyper, nesterov, ...buffers });
    const expected = done
      ? sgdStep({ ...hyper, nesterov, parameter, gradient, velocity })
      : { parameter: exact(parameter), velocity: velocity === undefined ? undefined : exact(velocity) };
    await device.check(buffers.parameter, expected.parameter, `${what}: parameter`);
    await device.check(buffers.gradient, exact(gradient), `${what}: gradient, which is only read`);
    if (buffers.velocity === undefined) return;
    assert(expected.velocity !== undefined, 'unreachable');
    await device.check(buffers.velocity, expected.velocity, `${what}: velocity`);
  }),
];

const arbitraryAdam = fc.record({
  length: lengths,
  stepSize: rate(1e-4, 0.1),
  beta1: rate(0, 0.95),
  beta2: rate(0.5, 0.9995),
  secondCorrection: rate(0.01, 1),
  epsilon: fc.constantFrom(1e-8, 1e-5, 1e-3).map(Math.fround),
  // One of the two decays at a time: both together are nowhere defined.
  decay: fc.tuple(fc.constantFrom('none', 'weight', 'decoupled'), rate(0.001, 0.1)),
});

function momentsOf(random: Random, length: number) {
  return {
    parameter: random.floats(length),
    gradient: random.floats(length),
    firstMoment: random.floats(length),
    secondMoment: random.floats(length, 0.01, 1),
  };
}

const adamCases: ConformanceCase[] = [
  overrideProperty('adamStep', 'any hyperparameters', arbitraryAdam, 60, async (device, override, hyper, random) => {
    const { length, decay, ...rest } = hyper;
    const settings = {
      ...rest,
      weightDecay: decay[0] === 'weight' ? decay[1] : 0,
      decoupledDecay: decay[0] === 'decoupled' ? decay[1] : 0,
    };
    const before = momentsOf(random, length);
    const buffers = {
      parameter: device.floats(before.parameter),
      gradient: device.floats(before.gradient),
      firstMoment: device.floats(before.firstMoment),
      secondMoment: device.floats(before.secondMoment),
    };
    const what = `adamStep ${JSON.stringify({ length, ...settings })}`;
    const done = override({ length, ...settings, ...buffers });
    const expected = done
      ? adamStep({ ...settings, ...before })
      : {
          parameter: exact(before.parameter),
          firstMoment: exact(before.firstMoment),
          secondMoment: exact(before.secondMoment),
        };
    for (const name of ['parameter', 'firstMoment', 'secondMoment'] as const) {
      await device.check(buffers[name], expected[name], `${what}: ${name}`);
    }
    await device.check(buffers.gradient, exact(before.gradient), `${what}: gradient, which is only read`);
  }),
];

export const overrideStepCases: readonly ConformanceCase[] = [...softmaxCases, ...sgdCases, ...adamCases];
