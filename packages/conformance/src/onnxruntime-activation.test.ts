import { expect, test } from 'vitest';
import { assertClose } from './harness/compare.ts';
import { Random } from './harness/random.ts';
import { activation, type ActivationName } from './reference/activation.ts';
import type { Attribute } from './testing/onnx-model.ts';
import { runNode } from './testing/run-node.ts';
import { SMALLEST_NORMAL, UNIT_ROUNDOFF } from './tolerance.ts';

// As in onnxruntime.test.ts: a second opinion on the float64 references.

const random = new Random(3);
const SHAPE = [2, 5, 20];
const x = { shape: SHAPE, data: random.floats(200, -9, 9) };

test.each<[op: string, name: ActivationName, attributes: Record<string, Attribute>, alpha?: number]>([
  ['Elu', 'elu', { alpha: { float: 0.5 } }, 0.5],
  ['Selu', 'selu', {}],
  ['HardSigmoid', 'hardsigmoid', { alpha: { float: Math.fround(1 / 6) }, beta: { float: 0.5 } }],
  ['HardSwish', 'hardswish', {}],
  ['Softplus', 'softplus', {}],
  ['Mish', 'mish', {}],
])('%s agrees with onnxruntime', async (op, name, attributes, alpha) => {
  const [theirs] = await runNode(op, attributes, [x]);
  const ours = activation(name, x.data, alpha);
  expect(theirs).toHaveLength(200);
  assertClose(theirs!, ours, `onnxruntime's ${op}`, SHAPE);
});

test('Clip agrees with onnxruntime, and relu6 is one', async () => {
  const number = (value: number) => ({ shape: [], data: [value] });
  const [theirs] = await runNode('Clip', {}, [x, number(-1.5), number(2)]);
  assertClose(theirs!, activation('clip', x.data, -1.5, 2), "onnxruntime's Clip", SHAPE);
  const [six] = await runNode('Clip', {}, [x, number(0), number(6)]);
  assertClose(six!, activation('relu6', x.data), "onnxruntime's Clip", SHAPE);
  expect(Math.max(...six!)).toBe(6);
});

test('PRelu agrees with onnxruntime', async () => {
  const weight = { shape: [5, 1], data: random.floats(5) };
  const [theirs] = await runNode('PRelu', {}, [x, weight]);
  const values = Float64Array.from(x.data, (one, i) => (one > 0 ? one : one * weight.data[Math.floor(i / 20) % 5]!));
  const bounds = values.map((y) => 2 * UNIT_ROUNDOFF * Math.abs(y) + SMALLEST_NORMAL);
  expect(theirs).toHaveLength(200);
  assertClose(theirs!, { values, bounds }, "onnxruntime's PRelu", SHAPE);
});
