import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import {
  adagradStep,
  adamStep,
  type Backend,
  logSoftmax,
  registerBackend,
  sgdStep,
  type Tensor,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from './index.ts';

/*
 * The ONNX project's node tests of losses and optimisers. They are not part of the repository: `GEMMULE_VECTORS` says
 * where they are, by default beside it.
 */
interface Value {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly (number | string)[];
}

interface Vector {
  readonly name: string;
  readonly op: string;
  readonly attributes: Readonly<Record<string, number | string>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

const root = resolve(import.meta.dirname, '../../..');
const folder = join(process.env['GEMMULE_VECTORS'] ?? join(root, '../shared/vectors'), 'onnx');
const files = ['sce.json', 'nllloss.json', 'optim.json'].map((file) => join(folder, file));
const missing = files.filter((file) => !existsSync(file));
const vectors = missing.length > 0 ? [] : files.flatMap((file) => read(file).cases);

function read(file: string): { cases: Vector[] } {
  return JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] };
}

/** Operators that are not run, and why. */
const leftOut: Readonly<Record<string, string>> = {};

/** How each of the others is said in Gemmule: its outputs, in order. */
const operators: Readonly<Record<string, (vector: Vector) => Tensor[]>> = {
  SoftmaxCrossEntropyLoss: (vector) => {
    const [logits, labels, options] = lossOperands(vector);
    return [nn.crossEntropy(logits, labels, options), logSoftmax(logits, 1)];
  },
  NegativeLogLikelihoodLoss: (vector) => [nn.nllLoss(...lossOperands(vector))],
  Momentum: (vector) => {
    const { learningRate, tensors } = optimizerOperands(vector, 3);
    const { alpha, mode, norm_coefficient: weightDecay } = vector.attributes;
    const settings = { momentum: Number(alpha), nesterov: mode === 'nesterov', weightDecay: Number(weightDecay) };
    // In the first step, T = 0, ONNX takes beta for 1: what is new of the velocity is the gradient.
    const [parameters, gradients, velocities] = tensors as [Tensor[], Tensor[], Tensor[]];
    parameters.forEach((p, i) => sgdStep(p, gradients[i]!, velocities[i], { ...settings, learningRate }));
    return [...parameters, ...velocities];
  },
  Adam: (vector) => {
    const { learningRate, tensors } = optimizerOperands(vector, 4);
    const { alpha, beta, epsilon, norm_coefficient: weightDecay } = vector.attributes;
    const settings = {
      beta1: Number(alpha),
      beta2: Number(beta),
      epsilon: Number(epsilon),
      weightDecay: Number(weightDecay),
      decoupledDecay: 0,
      // In the first step, T = 0, ONNX corrects no moments, which nn.adam does from its first step on.
      stepSize: learningRate,
      secondCorrection: 1,
    };
    const [parameters, gradients, m, v] = tensors as [Tensor[], Tensor[], Tensor[], Tensor[]];
    parameters.forEach((p, i) => adamStep(p, gradients[i]!, m[i]!, v[i]!, settings));
    return [...parameters, ...m, ...v];
  },
  Adagrad: (vector) => {
    const { learningRate, tensors } = optimizerOperands(vector, 3);
    const { epsilon, norm_coefficient: weightDecay } = vector.attributes;
    // In the first step, T = 0, the decay of the learning rate has not begun.
    const settings = { learningRate, epsilon: Number(epsilon), weightDecay: Number(weightDecay) };
    const [parameters, gradients, squareSums] = tensors as [Tensor[], Tensor[], Tensor[]];
    parameters.forEach((p, i) => adagradStep(p, gradients[i]!, squareSums[i]!, settings));
    return [...parameters, ...squareSums];
  },
};

function lossOperands({ inputs, attributes }: Vector): Parameters<typeof nn.nllLoss<number[], number[], nn.Reduction>> {
  const [scores, labels, weight] = inputs;
  const options = {
    reduction: attributes['reduction'] as nn.Reduction,
    ignoreIndex: attributes['ignore_index'] as number | undefined,
    weight: weight === undefined ? undefined : float(weight),
  };
  const indices = tensor(numbersOf(labels!), [...labels!.shape], { dtype: 'int32' });
  return [float(scores!), indices, options];
}

/** Inputs after R and T: all parameters, then all gradients, and so on; `kinds` of them. */
function optimizerOperands({ inputs }: Vector, kinds: number): { learningRate: number; tensors: Tensor[][] } {
  const [rate, count, ...rest] = inputs;
  expect(count!.data).toEqual([0]);
  const each = rest.length / kinds;
  const tensors = Array.from({ length: kinds }, (_, kind) => rest.slice(kind * each, (kind + 1) * each).map(float));
  return { learningRate: numbersOf(rate!)[0]!, tensors };
}

function float(value: Value): Tensor<number[]> {
  return tensor(numbersOf(value), [...value.shape]);
}

function numbersOf({ data }: Value): number[] {
  return data.map(Number);
}

const title =
  missing.length > 0
    ? `: SKIPPED, there is no ${missing.join(', ')} (set GEMMULE_VECTORS)`
    : ` (${vectors.filter(({ op }) => op in operators).length} run)`;

describe.skipIf(missing.length > 0)(`ONNX vectors${title}`, () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await registerBackend(cpu());
  });
  afterAll(() => unregisterBackend(backend));

  test('every case is run, or left out for a written reason', () => {
    const known = new Set([...Object.keys(operators), ...Object.keys(leftOut)]);
    expect(vectors.filter(({ op }) => !known.has(op))).toEqual([]);
    expect(vectors.length).toBe(29 + 16 + 7);
  });

  for (const vector of vectors) {
    const reason = leftOut[vector.op];
    test.skipIf(reason !== undefined)(`${vector.name}${reason === undefined ? '' : `: ${reason}`}`, () => {
      const results = operators[vector.op]!(vector);
      vector.outputs.forEach((wanted, i) => {
        expect(results[i]!.shape).toEqual(wanted.shape);
        const values = results[i]!.dataSync();
        numbersOf(wanted).forEach((want, at) => {
          expect(Math.abs(values[at]! - want)).toBeLessThanOrEqual(2e-6 * (1 + Math.abs(want)));
        });
      });
    });
  }
});
