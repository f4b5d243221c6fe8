import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  memory,
  randomNormal,
  registerBackend,
  type Tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let first: Backend;
let second: Backend;
beforeAll(async () => {
  first = await registerBackend(cpu());
  second = await cpu({ engine: 'typescript' });
});
afterAll(() => unregisterBackend(first));

const model = (): nn.AnyLayer =>
  nn.network(
    ['N', 3, 12, 12],
    nn.conv2d({ in: 3, out: 8, kernel: 3, padding: 'same' }),
    nn.relu(),
    nn.sequential(nn.batchNorm2d(8), nn.conv2d({ in: 8, out: 4, kernel: 3, stride: 2 }), nn.gelu()),
    nn.residual(nn.conv2d({ in: 4, out: 4, kernel: 3, padding: 1, groups: 2 }), nn.relu()),
    nn.avgPool2d({ kernel: 2 }),
    nn.flatten(),
    nn.linear(16, 5),
    nn.softmax(),
  );

const image = (): Tensor<number[]> => randomNormal([2, 3, 12, 12], { seed: 2 });

/** The second backend, with one kernel that does something else to what it has computed. */
function broken(kernel: 'gemm' | 'unary' | 'avgPool', spoil: (y: Float32Array, call: number) => void): Backend {
  let calls = 0;
  const run = (op: never): void => {
    second[kernel](op);
    const { y, c } = op as { y?: never; c?: { buffer: never } };
    const buffer = (y ?? c!.buffer) as { length: number };
    const data = second.readSync!(buffer as never, buffer.length) as Float32Array;
    spoil(data, calls++);
    second.write(buffer as never, data);
  };
  return Object.assign(Object.create(second) as Backend, { [kernel]: run, overrides: undefined });
}

test('two engines agree on every layer, and nothing is left behind', async () => {
  const net = model();
  net.initialize({ seed: 1, backend: first });
  const before = [...net.parameters().values()];
  using x = image();
  const live = (): number[] => [memory(first).liveBuffers, memory(second).liveBuffers];
  const counts = live();
  const found = await nn.compare(first, second, net, x);
  expect(found.difference).toBeUndefined();
  expect(found.layers.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    '0 conv2d',
    '2.0 batchNorm2d',
    '2.1 conv2d',
    '2.2 gelu',
    '3.0 conv2d',
    '4 avgPool2d',
    '5 flatten',
    '6 linear',
    '7 softmax',
  ]);
  expect(Math.max(...found.layers.map(({ largest }) => largest))).toBeLessThan(0.5);
  expect(found.toString()).toMatch(/^the backends agree on 9 layers, at most \d+ % of the bound \(layer [\d.]+\)$/);
  // The parameters are those that were there, where they were.
  expect([...net.parameters().values()]).toEqual(before);
  expect(before.every((tensor) => tensor.backend === first)).toBe(true);
  expect(live()).toEqual(counts);
});

describe('a backend that is wrong', () => {
  test('in one element of a convolution: layer, index and patch', async () => {
    const net = model();
    net.initialize({ seed: 1, backend: first });
    using x = image();
    // The first product is that of layer 0: [8, 12 * 12] for the first image, or for both.
    const wrong = broken('gemm', (y, call) => {
      if (call === 0) y[5 * 144 + 2 * 12 + 11] = 9;
    });
    const { layers, difference } = await nn.compare(first, wrong, net, x);
    expect(layers).toHaveLength(1);
    expect(difference).toMatchObject({ layer: '0', kind: 'conv2d', index: [0, 5, 2, 11] });
    // At the right edge a window of 3 x 3 sees two columns, of all channels of its image.
    expect(difference!.patch).toMatchObject({ start: [0, 0, 1, 10], shape: [1, 3, 3, 2] });
    expect(difference!.patch.values[0]).toBe(x.dataSync()[12 + 10]);
    expect(difference!.bound).toBeLessThan(1e-4);
    const all = await nn.compare(
      first,
      broken('gemm', (y) => y.fill(NaN)),
      net,
      x,
    );
    const [text] = all.toString().split('\n');
    expect(text).toMatch(/^layer 0 \(conv2d\) differs at \[0, 0, 0, 0\]: -?[\d.]+ and NaN, which may be .* apart$/);
  });

  test('in a later layer, by as little as a wrong last digit of its scale', async () => {
    const net = model();
    net.initialize({ seed: 1, backend: first });
    using x = image();
    const pools = broken('avgPool', (y) => (y[3]! *= 1.0001));
    expect((await nn.compare(first, pools, net, x)).difference).toMatchObject({
      layer: '4',
      kind: 'avgPool2d',
      index: [0, 0, 1, 1],
    });
  });

  test('a factor of 0 lets nothing through', async () => {
    const net = nn.conv2d({ in: 3, out: 8, kernel: 5 });
    using x = image();
    const found = await nn.compare(first, second, net, x, { factor: 0 });
    expect(found.difference).toMatchObject({ layer: '', kind: 'conv2d' });
  });
});

test('a model that throws leaves its parameters where they were', async () => {
  const net = model();
  net.initialize({ seed: 1, backend: second });
  using x = randomNormal([2, 3, 11, 12], { seed: 2 });
  const before = [...net.parameters().values()];
  await expect(nn.compare(first, second, net, x)).rejects.toThrow('network: input must be');
  expect([...net.parameters().values()]).toEqual(before);
  expect(Object.hasOwn(net.layers[0]!, 'run')).toBe(false);
  await expect(nn.compare(first, first, net, x)).rejects.toThrow(UsageError);
});
