import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { ones } from '../create.ts';
import { UsageError } from '../errors.ts';
import * as core from '../index.ts';
import { cpu } from '../testing/cpu.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

type Call = (...operands: unknown[]) => unknown;

/** Every operation by how many tensors it takes, with the arguments that follow them. */
const unary: [string, ...unknown[]][] = [
  ...['abs', 'erf', 'exp', 'gelu', 'leakyRelu', 'log', 'neg', 'relu', 'sigmoid', 'sign', 'silu'].map(
    (name): [string] => [name],
  ),
  ...['sqrt', 'square', 'step', 'tanh', 'softmax', 'logSoftmax', 'flatten', 'transpose', 'globalAvgPool2d'].map(
    (name): [string] => [name],
  ),
  ...['sum', 'mean', 'max', 'min', 'argmax'].map((name): [string] => [name]),
  ['affine', 1, 2],
  ['pow', 2],
  ['reshape', [-1]],
  ['permute', [0]],
  ['pad', [[0, 0]]],
  ['slice', [null]],
  ['broadcastTo', [2, 2]],
  ['unfold', { kernel: 1 }],
  ['fold', { kernel: 1, outputSize: 1 }],
  ['maxPool2d', { kernel: 1 }],
  ['avgPool2d', { kernel: 1 }],
  ['oneHot', 3],
  ['maxPool2dWithIndices', { kernel: 1 }],
  ['adaptiveAvgPool2d', { outputSize: 1 }],
  ['lpPool2d', { norm: 2, kernel: 1 }],
  ['flip', { axis: 0 }],
  ['pixelShuffle', 1],
  ['pixelUnshuffle', 1],
  ['upsample', { scale: 2 }],
];
const binary: [string][] = [
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
  'equal',
  'greater',
  'matmul',
  'linear',
  'pick',
  'gather',
  'maxUnpool2d',
  'conv2d',
  'convTranspose2d',
].map((name) => [name]);
const operation = (name: string): Call => (core as unknown as Record<string, Call>)[name]!;

describe('what is no tensor, or no longer one, is a UsageError of the operation', () => {
  test.each(unary)('%s', (name, ...rest) => {
    const gone = ones([2, 2]);
    gone.dispose();
    for (const operand of [gone, undefined, [1, 2]]) {
      expect(() => operation(name)(operand, ...rest)).toThrow(UsageError);
    }
  });

  test.each(binary)('%s', (name) => {
    const gone = ones([2, 2]);
    gone.dispose();
    for (const operand of [gone, undefined, [1, 2]]) {
      expect(() => operation(name)(ones([2, 2]), operand)).toThrow(UsageError);
      expect(() => operation(name)(operand, ones([2, 2]))).toThrow(UsageError);
      expect(() => operation(name)(operand, 1)).toThrow(UsageError);
    }
  });

  test('concat', () => {
    expect(() => operation('concat')([ones([2]), undefined], 0)).toThrow(UsageError);
  });
});
