import type { Backend } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { randomFloats } from '../typescript/reference/buffers.ts';
import { type ConvShape, convSizes } from '../typescript/reference/conv.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { bufferOf, createBackends, unwritten, variants } from './testing/backends.ts';
import { winogradPays } from './winograd.ts';

const backendOf = createBackends();

/** Square windows with as much padding as keeps the size. */
const shape = (from: number, to: number, groups: number, size: number, kernel: number, stride = 1): ConvShape => {
  const options = { stride, padBefore: Math.floor(kernel / 2), padAfter: Math.floor((kernel - 1) / 2) };
  const geometry = [axis(size, kernel, options), axis(size + 1, kernel, options)];
  return { batch: 2, inChannels: from, outChannels: to, groups, geometry };
};

/** All kernels that apply activations themselves, around the lengths of vectors. */
const shapes: [string, ConvShape][] = [
  ...[1, 2, 3, 4, 5, 8, 13].flatMap((size): [string, ConvShape][] => [
    [`product @${size}`, shape(3, 5, 1, size, 3)],
    [`1x1 @${size}`, shape(4, 6, 2, size, 1)],
    [`depthwise 3x3 @${size}`, shape(3, 3, 3, size, 3)],
    [`depthwise 3x3 stride 2 @${size}`, shape(3, 6, 3, size, 3, 2)],
    [`depthwise 5x5 @${size}`, shape(3, 3, 3, size, 5)],
  ]),
  ['a product in several chunks', shape(40, 30, 1, 60, 3, 2)],
  ['depthwise in several bands', shape(8, 8, 8, 100, 3)],
  ['Winograd', shape(16, 18, 1, 17, 3)],
  ['Winograd in groups', shape(32, 36, 2, 15, 3)],
];

interface Data {
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
}

function dataOf(shape: ConvShape, withBias: boolean): Data {
  const sizes = convSizes(shape);
  const bias = withBias ? randomFloats(shape.outChannels, 3) : undefined;
  return { x: randomFloats(sizes.x, 1), weight: randomFloats(sizes.weight, 2), bias };
}

/** The bits of a convolution through relu: by the convolution itself, or by a kernel of its own afterwards. */
function rectified(backend: Backend<CpuBuffer>, shape: ConvShape, data: Data, fused: boolean): Uint32Array {
  const [x, weight] = [bufferOf(backend, data.x), bufferOf(backend, data.weight)];
  const bias = data.bias && bufferOf(backend, data.bias);
  const y = unwritten(backend, convSizes(shape).y);
  const taken = backend.overrides!.conv!({
    ...shape,
    x,
    weight,
    bias,
    activation: fused ? 'relu' : undefined,
    y,
  });
  expect(taken).toBe(true);
  if (!fused) backend.unary({ function: 'relu', x: y, y, length: y.length, alpha: 0, beta: 0 });
  const bits = new Uint32Array(Float32Array.from(y.data!).buffer);
  for (const each of [x, weight, y, ...(bias ? [bias] : [])]) backend.free(each);
  return bits;
}

const zero = 0;

describe.each(variants)('an activation by the convolution itself, on %s', (name) => {
  const check = (shape: ConvShape, data: Data): Uint32Array => {
    const bits = rectified(backendOf(name), shape, data, true);
    const expected = rectified(backendOf(name), shape, data, false);
    // A place rather than the arrays: vitest would take minutes to show how large ones differ.
    expect(bits.findIndex((value, i) => value !== expected[i])).toBe(-1);
    return bits;
  };

  test.each(shapes)('%s: the bits of relu', (what, shape) => {
    expect(winogradPays('forward', shape)).toBe(what.startsWith('Winograd'));
    for (const withBias of [false, true]) expect(check(shape, dataOf(shape, withBias)).includes(zero)).toBe(true);
  });

  test.each(shapes)('%s: what is not finite', (_, shape) => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const data = dataOf(shape, true);
      data.x[0] = value;
      data.x[data.x.length - 1] = -value;
      check(shape, data);
    }
  });

  test.each(shapes)('%s: -0 becomes 0', (_, shape) => {
    const { x, weight } = dataOf(shape, true);
    const bias = new Float32Array(shape.outChannels).fill(-0);
    const data = { x: x.fill(0), weight: weight.fill(-1), bias };
    expect(check(shape, data).every((bits) => bits === zero)).toBe(true);
  });

  test('an empty batch', () => {
    for (const [, full] of shapes) check({ ...full, batch: 0 }, dataOf({ ...full, batch: 0 }, true));
  });
});
