import {
  adagradStep,
  adamStep,
  add,
  conv2d,
  flatten,
  gradients,
  linear,
  logSoftmax,
  maxPool2d,
  mean,
  mul,
  neg,
  relu,
  rmspropStep,
  scope,
  sgdStep,
  sum,
  type Tensor,
  widen,
} from '@gemmule/core';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assert, assertClose } from '../harness/compare.ts';
import { disposeAll, opCase, upload } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import type { NdArray } from '../reference/array.ts';
import {
  adagradStep as adagradReference,
  adamStep as adamReference,
  rmspropStep as rmspropReference,
  sgdStep as sgdReference,
} from '../reference/optimizer.ts';
import { exact } from '../tolerance.ts';

type T = Tensor<number[]>;
const f = Math.fround;

const vector = (random: Random, low = -1, high = 1): NdArray => ({ shape: [5, 7], data: random.floats(35, low, high) });

async function checkSgd(context: CaseContext, random: Random): Promise<void> {
  for (const momentum of [0, f(0.9)]) {
    for (const nesterov of momentum === 0 ? [false] : [false, true]) {
      for (const weightDecay of [0, f(0.01)]) {
        const settings = { learningRate: f(0.1), momentum, nesterov, weightDecay };
        const before = [vector(random), vector(random), vector(random)];
        const [p, g, v] = upload(context, before) as [T, T, T];
        const velocity = momentum === 0 ? undefined : v;
        sgdStep(p, g, velocity, settings);
        const [parameter, gradient, old] = before.map(({ data }) => data) as [Float32Array, Float32Array, Float32Array];
        const expected = sgdReference({ ...settings, parameter, gradient, velocity: momentum === 0 ? undefined : old });
        const what = `sgdStep ${JSON.stringify(settings)}`;
        assertClose(await p.data(), expected.parameter, `${what}: parameter`);
        assertClose(await g.data(), exact(gradient), `${what}: gradient, which is only read`);
        if (expected.velocity !== undefined) assertClose(await v.data(), expected.velocity, `${what}: velocity`);
        disposeAll([p, g, v]);
      }
    }
  }
}

async function checkAdam(context: CaseContext, random: Random): Promise<void> {
  for (const decay of [{}, { weightDecay: f(0.01) }, { decoupledDecay: f(0.01) }]) {
    for (const epsilon of [f(1e-8), f(1e-3)]) {
      const settings = {
        stepSize: f(0.01),
        beta1: f(0.9),
        beta2: f(0.999),
        secondCorrection: f(0.002),
        epsilon,
        weightDecay: 0,
        decoupledDecay: 0,
        ...decay,
      };
      const before = [vector(random), vector(random), vector(random), vector(random, 0.001, 1)];
      const [p, g, m, v] = upload(context, before) as [T, T, T, T];
      adamStep(p, g, m, v, settings);
      const [parameter, gradient, firstMoment, secondMoment] = before.map(({ data }) => data) as Float32Array[];
      const expected = adamReference({
        ...settings,
        parameter: parameter!,
        gradient: gradient!,
        firstMoment: firstMoment!,
        secondMoment: secondMoment!,
      });
      const what = `adamStep ${JSON.stringify(settings)}`;
      assertClose(await p.data(), expected.parameter, `${what}: parameter`);
      assertClose(await m.data(), expected.firstMoment, `${what}: first moment`);
      assertClose(await v.data(), expected.secondMoment, `${what}: second moment`);
      assertClose(await g.data(), exact(gradient!), `${what}: gradient, which is only read`);
      disposeAll([p, g, m, v]);
    }
  }
}

async function checkRmsprop(context: CaseContext, random: Random): Promise<void> {
  for (const centered of [false, true]) {
    for (const momentum of [0, f(0.9)]) {
      const weightDecay = momentum === 0 ? f(0.01) : 0;
      const settings = { learningRate: f(0.01), alpha: f(0.9), epsilon: f(1e-3), momentum, weightDecay };
      // With these the variance is at least 0.9 - 0.56², so that its root loses no digits.
      const before = [vector(random), vector(random), vector(random, 1, 2), vector(random, -0.5, 0.5), vector(random)];
      const [p, g, s, m, v] = upload(context, before) as [T, T, T, T, T];
      const [mean, velocity] = [centered ? m : undefined, momentum === 0 ? undefined : v];
      rmspropStep(p, g, { squareMean: s, mean, velocity }, settings);
      const [parameter, gradient, squareMean, oldMean, old] = before.map(({ data }) => data) as Float32Array[];
      const expected = rmspropReference({
        ...settings,
        parameter: parameter!,
        gradient: gradient!,
        squareMean: squareMean!,
        mean: centered ? oldMean : undefined,
        velocity: momentum === 0 ? undefined : old,
      });
      const what = `rmspropStep ${JSON.stringify({ ...settings, centered })}`;
      assertClose(await p.data(), expected.parameter, `${what}: parameter`);
      assertClose(await s.data(), expected.squareMean, `${what}: mean of squares`);
      assertClose(await m.data(), centered ? expected.mean : exact(oldMean!), `${what}: mean`);
      assertClose(await v.data(), momentum === 0 ? exact(old!) : expected.velocity, `${what}: velocity`);
      assertClose(await g.data(), exact(gradient!), `${what}: gradient, which is only read`);
      disposeAll([p, g, s, m, v]);
    }
  }
}

async function checkAdagrad(context: CaseContext, random: Random): Promise<void> {
  for (const weightDecay of [0, f(0.01)]) {
    const settings = { learningRate: f(0.1), epsilon: f(1e-3), weightDecay };
    const before = [vector(random), vector(random), vector(random, 0.001, 1)];
    const [p, g, h] = upload(context, before) as [T, T, T];
    adagradStep(p, g, h, settings);
    const [parameter, gradient, squareSum] = before.map(({ data }) => data) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const expected = adagradReference({ ...settings, parameter, gradient, squareSum });
    const what = `adagradStep ${JSON.stringify(settings)}`;
    assertClose(await p.data(), expected.parameter, `${what}: parameter`);
    assertClose(await h.data(), expected.squareSum, `${what}: sum of squares`);
    assertClose(await g.data(), exact(gradient), `${what}: gradient, which is only read`);
    disposeAll([p, g, h]);
  }
}

/** A small network: its parameters, one step of training it, and its loss. */
function smallNetwork(context: CaseContext, random: Random) {
  const of = (shape: number[], size: number): NdArray => ({
    shape,
    data: random.floats(
      shape.reduce((a, b) => a * b, 1),
      -size,
      size,
    ),
  });
  const parameters = upload(context, [of([4, 1, 3, 3], 0.5), of([4], 0.1), of([3, 64], 0.2), of([3], 0.1)], true) as [
    T,
    T,
    T,
    T,
  ];
  // Three kinds of images: a bar at the top, in the middle, at the bottom, in noise.
  const labels = Array.from({ length: 6 }, (_, i) => i % 3);
  const pixels = labels.flatMap((label) =>
    Array.from(random.floats(64, -0.2, 0.2), (x, i) => x + Number(Math.floor(i / 8) === 3 * label)),
  );
  const [x, target] = upload(context, [
    { shape: [6, 1, 8, 8], data: pixels },
    { shape: [6, 3], data: labels.flatMap((label) => [0, 1, 2].map((i) => Number(i === label))) },
  ]) as [T, T];
  const [w1, b1, w2, b2] = parameters;
  const loss = (): T => {
    const hidden = widen(maxPool2d(relu(widen(conv2d(x, w1, { padding: 1, bias: b1 }))), { kernel: 2 }));
    const logits = widen(linear(widen(flatten(hidden)), w2, { bias: b2 }));
    const likelihoods = widen(sum(widen(mul(logSoftmax(logits), target)), { axis: 1 }));
    return neg(widen(mean(likelihoods)));
  };
  const step = (): T =>
    scope(() => {
      const value = loss();
      const slopes = gradients(value, parameters) as T[];
      for (const [i, slope] of slopes.entries()) {
        sgdStep(parameters[i]!, slope, undefined, { learningRate: 0.2, momentum: 0, nesterov: false, weightDecay: 0 });
      }
      return value;
    });
  return { step, dispose: () => disposeAll([...parameters, x, target]) };
}

export const trainingCases: readonly ConformanceCase[] = [
  opCase('sgdStep', 'one step, with and without momentum, Nesterov and decay', checkSgd),
  opCase('adamStep', 'one step, with and without decay', checkAdam),
  opCase('rmspropStep', 'one step, with and without its mean, momentum and decay', checkRmsprop),
  opCase('adagradStep', 'one step, with and without decay', checkAdagrad),
  opCase('training', 'a small convolutional network learns three patterns', async (context, random) => {
    const { step, dispose } = smallNetwork(context, random);
    const losses: number[] = [];
    for (let i = 0; i < 40; i += 1) {
      const loss = step();
      losses.push(await loss.item());
      loss.dispose();
    }
    dispose();
    const [first, last] = [losses[0]!, losses.at(-1)!];
    assert(
      last < 0.15 * first,
      `the loss went from ${first} to ${last} in 40 steps; expected less than ${0.15 * first}`,
    );
  }),
  opCase('training', 'nothing is allocated after the first step', async (context, random) => {
    const { step, dispose } = smallNetwork(context, random);
    for (let i = 0; i < 2; i += 1) step().dispose();
    const before = context.backend.memory();
    for (let i = 0; i < 5; i += 1) step().dispose();
    const after = context.backend.memory();
    dispose();
    assert(
      after.allocations === before.allocations && after.bytes === before.bytes,
      `5 steps made ${after.allocations - before.allocations} allocations and ${after.bytes - before.bytes} bytes`,
    );
  }),
  opCase('training', 'an operand used twice gets the sum of both gradients', async (context, random) => {
    const [x] = upload(context, [vector(random)], true) as [T];
    const y = widen(add(widen(mul(x, x)), x));
    const [ones] = upload(context, [{ shape: [5, 7], data: new Float32Array(35).fill(1) }]);
    const [dx] = gradients(y, [x], { outputGradient: ones! });
    const values = (await x.data()).map((value) => 2 * value + 1);
    const bounds = new Float64Array(35).fill(2 ** -21);
    assertClose(await dx.data(), { values: Float64Array.from(values), bounds }, 'gradient of x * x + x');
    disposeAll([x, y, ones!, dx]);
  }),
];
