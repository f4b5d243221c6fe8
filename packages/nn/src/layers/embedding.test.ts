import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  gradients,
  registerBackend,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const values = (x: Tensor): number[] => [...x.dataSync()];

test('looks up the rows of its weight, for ids of either kind', () => {
  const layer = nn.embedding(5, 3);
  layer.initialize({ seed: 1 });
  const weight = values(layer.parameters().get('weight')!);
  const wanted = [4, 0, 4, 2].flatMap((id) => weight.slice(3 * id, 3 * id + 3));
  const y = layer.forward(tensor([4, 0, 4, 2], [2, 2], { dtype: 'int32' }));
  expect(y.shape).toEqual([2, 2, 3]);
  expect(values(y)).toEqual(wanted);
  expect(values(layer.forward(tensor([4, 0, 4, 2], [2, 2])))).toEqual(wanted);
  expect(layer.plan([2, 2])).toMatchObject({ outputShape: [2, 2, 3], totals: { parameters: 15, flops: 0 } });
});

test('begins normal, with variance 1', () => {
  const layer = nn.embedding(100, 100);
  layer.initialize({ seed: 2 });
  const weight = values(layer.parameters().get('weight')!);
  const mean = weight.reduce((a, b) => a + b) / 1e4;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(weight.reduce((total, w) => total + (w - mean) ** 2, 0) / 1e4 - 1)).toBeLessThan(0.1);
});

test('a row gets the gradient of all its places', () => {
  const layer = nn.embedding(4, 2);
  const y = layer.forward(tensor([1, 3, 1], [3], { dtype: 'int32' }));
  const [dw] = gradients(sum(y), [...layer.parameters().values()]);
  expect(values(dw!)).toEqual([0, 0, 2, 2, 0, 0, 1, 1]);
});

test('refuses ids that are none', () => {
  const layer = nn.embedding(4, 2);
  expect(() => layer.forward(tensor([0, 4], [2], { dtype: 'int32' }))).toThrow(
    new ShapeError('gather: index 4 at position 1 is outside 0 … 3'),
  );
  expect(() => layer.forward(tensor([0, 1.5], [2]))).toThrow(
    new ShapeError('toInt: value 1.5 at position 1 is not an int32'),
  );
  expect(() => layer.forward(tensor([NaN], [1]))).toThrow(ShapeError);
  expect(() => nn.embedding(4, 0 as never)).toThrow(
    new ShapeError('embedding: features must be a positive integer, got 0'),
  );
});

test('learns from a data set of ids', async () => {
  // The label says whether the sum of two words is even; the order does not matter.
  const pairs = Array.from({ length: 36 }, (_, i) => [i % 6, Math.floor(i / 6)] as const);
  const data = nn.arrayDataset({
    inputs: Float32Array.from(pairs.flat()),
    inputShape: [2],
    labels: Uint8Array.from(pairs, ([a, b]) => (a + b) % 2),
  });
  const model = nn.network(['N', 2], nn.embedding(6, 4), nn.flatten(), nn.linear(8, 16), nn.relu(), nn.linear(16, 2));
  const optimizer = nn.adam({ learningRate: 0.03 });
  await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 60, batch: 12, seed: 1 });
  expect((await nn.evaluate(model, data)).accuracy).toBe(1);
});
