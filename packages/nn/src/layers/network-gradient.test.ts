import { cpu } from '@gemmule/backend-cpu';
import { type Backend, gradients, randomNormal, registerBackend, tensor, unregisterBackend } from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** A network of all kinds of layers with parameters, on 2 images of 2 x 6 x 6. */
const network = (): nn.Model<['N', 2, 6, 6], ['N', 3]> =>
  nn.network(
    ['N', 2, 6, 6],
    nn.conv2d({ in: 2, out: 3, kernel: 3, stride: 2, padding: 1 }),
    nn.tanh(),
    nn.residual(nn.conv2d({ in: 3, out: 3, kernel: 3, padding: 'same', groups: 3 }), nn.sigmoid()),
    nn.convTranspose2d({ in: 3, out: 2, kernel: 2, stride: 2, padding: 1 }),
    nn.avgPool2d({ kernel: 2 }),
    nn.flatten(),
    nn.linear(8, 3),
  );
const labels = [2, 0];

/** An image `[C, H, W]` in doubles. */
type Image = number[][][];
const image = (c: number, h: number, w: number, at: (c: number, y: number, x: number) => number): Image =>
  Array.from({ length: c }, (_, i) =>
    Array.from({ length: h }, (_, y) => Array.from({ length: w }, (_, x) => at(i, y, x))),
  );
const cell = (x: Image, c: number, y: number, i: number): number => x[c]?.[y]?.[i] ?? 0;

/** The loss of the network in doubles, each layer written down as its definition. */
function lossOf(inputs: Image[], [w0, b0, w2, b2, w3, b3, w6, b6]: number[][]): number {
  const losses = inputs.map((x, n) => {
    const taps = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const));
    const first = image(3, 3, 3, (o, y, i) => {
      const terms = [0, 1].flatMap((c) =>
        taps.map(([ky, kx]) => cell(x, c, 2 * y - 1 + ky, 2 * i - 1 + kx) * w0![(o * 2 + c) * 9 + ky * 3 + kx]!),
      );
      return Math.tanh(b0![o]! + sum(terms));
    });
    const second = image(3, 3, 3, (o, y, i) => {
      const terms = taps.map(([ky, kx]) => cell(first, o, y - 1 + ky, i - 1 + kx) * w2![o * 9 + ky * 3 + kx]!);
      return first[o]![y]![i]! + 1 / (1 + Math.exp(-b2![o]! - sum(terms)));
    });
    const third = image(2, 4, 4, (o, y, i) => {
      // The tap that an output cell gets, with a stride as long as the kernel, is one.
      const [sy, sx] = [(y + 1) >> 1, (i + 1) >> 1];
      const [ky, kx] = [(y + 1) & 1, (i + 1) & 1];
      return b3![o]! + sum([0, 1, 2].map((c) => second[c]![sy]![sx]! * w3![(c * 2 + o) * 4 + ky * 2 + kx]!));
    });
    const pooled = image(2, 2, 2, (c, y, i) => {
      return sum([0, 1].flatMap((dy) => [0, 1].map((dx) => third[c]![2 * y + dy]![2 * i + dx]!))) / 4;
    }).flat(2);
    const logits = [0, 1, 2].map((o) => b6![o]! + sum(pooled.map((value, i) => value * w6![o * 8 + i]!)));
    return Math.log(sum(logits.map(Math.exp))) - logits[labels[n]!]!;
  });
  return sum(losses) / losses.length;
}

function sum(terms: readonly number[]): number {
  return terms.reduce((a, b) => a + b, 0);
}

test('the gradients of a whole network are those of finite differences in doubles', () => {
  const model = network();
  model.initialize({ seed: 4 });
  const x = randomNormal([2, 2, 6, 6], { seed: 5 });
  const loss = nn.crossEntropy(model.forward(x), tensor(labels, [2], { dtype: 'int32' }));
  const parameters = [...model.parameters().values()];
  const found = gradients(loss, parameters).map((gradient) => [...gradient.dataSync()]);

  const data = x.dataSync();
  const inputs = [0, 1].map((n) => image(2, 6, 6, (c, y, i) => data[((n * 2 + c) * 6 + y) * 6 + i]!));
  const weights = parameters.map((parameter) => [...parameter.dataSync()]);
  expect(Math.abs(loss.dataSync()[0]! - lossOf(inputs, weights))).toBeLessThan(1e-6);
  const step = 1e-5;
  found.forEach((gradient, p) => {
    gradient.forEach((value, i) => {
      const moved = (by: number): number => {
        return lossOf(
          inputs,
          weights.map((weight, q) => (q === p ? weight.with(i, weight[i]! + by) : weight)),
        );
      };
      const wanted = (moved(step) - moved(-step)) / (2 * step);
      expect(Math.abs(value - wanted)).toBeLessThan(1e-6);
    });
  });
});
