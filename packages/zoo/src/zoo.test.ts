import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  generator,
  gradients,
  randomNormal,
  registerBackend,
  scope,
  ShapeError,
  tensor,
  type Tensor,
  unregisterBackend,
} from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as zoo from './index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

describe('as published', () => {
  /** Parameters, and multiplications with an addition in millions, of an image of 224 x 224. */
  test.each<[string, () => nn.AnyLayer, parameters: number, multiplyAdds: number | undefined]>([
    ['ResNet-18', () => zoo.resnet18(), 11_689_512, 1814],
    ['ResNet-34', () => zoo.resnet34(), 21_797_672, 3664],
    ['ResNet-50', () => zoo.resnet50(), 25_557_032, 4089],
    ['MobileNetV2', () => zoo.mobileNetV2(), 3_504_872, 301],
    ['VGG-11', () => zoo.vgg(11), 132_863_336, 7609],
    ['VGG-13', () => zoo.vgg(13), 133_047_848, undefined],
    ['VGG-16', () => zoo.vgg(16), 138_357_544, 15_470],
    ['VGG-19', () => zoo.vgg(19), 143_667_240, undefined],
    ['VGG-16 with batch normalisation', () => zoo.vgg(16, { batchNorm: true }), 138_365_992, 15_470],
  ])('%s', (_, make, parameters, multiplyAdds) => {
    const { totals, rows, outputShape } = make().plan([1, 3, 224, 224]);
    expect(totals.parameters).toBe(parameters);
    expect(outputShape).toEqual([1, 1000]);
    const products = rows.filter(({ kind }) => kind === 'conv2d' || kind === 'linear');
    // A multiplication with an addition counts as two, and biases are added besides.
    const counted = products.reduce((sum, row) => sum + row.flops, 0) / 2e6;
    expect(Math.abs(counted / (multiplyAdds ?? counted) - 1)).toBeLessThan(0.002);
  });

  test('LeNet-5 and U-Net', () => {
    expect(zoo.lenet5().plan([1, 1, 28, 28]).totals.parameters).toBe(61_706);
    const { totals, outputShape } = zoo.unet().plan([1, 1, 512, 512]);
    expect(outputShape).toEqual([1, 2, 512, 512]);
    expect(totals.parameters).toBe(unetParameters());
  });
});

/** Counted from the figure of the paper, with normalisations in place of the biases of 3x3 convolutions. */
function unetParameters(): number {
  const pair = (from: number, to: number): number => 9 * to * (from + to) + 4 * to;
  let count = pair(1, 64);
  for (const width of [64, 128, 256, 512]) {
    const up = 4 * 2 * width * width + width;
    count += pair(width, 2 * width) + up + pair(2 * width, width);
  }
  return count + 2 * 64 + 2;
}

describe('they learn', () => {
  test.each<[string, () => nn.AnyLayer, shape: number[], labels: number[]]>([
    ['LeNet-5', () => zoo.lenet5({ classes: 4 }), [4, 1, 28, 28], [4]],
    ['ResNet-18', () => zoo.resnet18({ in: 1, classes: 4 }), [4, 1, 32, 32], [4]],
    ['MobileNetV2', () => zoo.mobileNetV2({ classes: 4 }), [4, 3, 32, 32], [4]],
    ['U-Net', () => zoo.unet({ in: 2, classes: 4, width: 4, depth: 2 }), [2, 2, 16, 16], [2, 16, 16]],
  ])('%s', (_, make, shape, labelShape) => {
    const model = make();
    model.initialize({ seed: 1 });
    const x = randomNormal(shape, { seed: 2 });
    const count = labelShape.reduce((a, b) => a * b, 1);
    const labels = tensor(
      Int32Array.from({ length: count }, (__, i) => i % 4),
      labelShape,
      { dtype: 'int32' },
    );
    const parameters = model.parameters();
    const optimizer = nn.adam({ learningRate: 3e-3 });
    const losses: number[] = [];
    // Parameters without influence.
    let idle = 0;
    for (let step = 0; step < 10; step++) {
      scope(() => {
        const scores = model.run(x, { training: true, random: generator(1, [0, step]) });
        const loss = nn.crossEntropy(scores, labels) as Tensor;
        const found = gradients(loss, [...parameters.values()]);
        idle = Math.max(idle, found.filter((gradient) => gradient.dataSync().every((g) => g === 0)).length);
        losses.push(loss.dataSync()[0]!);
        optimizer.step(parameters, found);
      });
    }
    expect(idle).toBe(0);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.8);
    optimizer.dispose();
    model.dispose();
  });
});

test('what does not fit is told', () => {
  expect(() => zoo.vgg(12 as never)).toThrow(
    new ShapeError('vgg: there are networks of 11, 13, 16 and 19 layers, not of 12'),
  );
  expect(() => zoo.unet({ depth: 0 })).toThrow('unet: depth must be a positive integer, got 0');
  expect(() => zoo.unet().plan([1, 1, 20, 20])).toThrow(ShapeError);
  expect(() => zoo.resnet18().plan([1, 1, 224, 224])).toThrow(
    'network: input must be [N, 3, H, W], got [1, 1, 224, 224]',
  );
});
