import type { Backend, Geometry } from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDevice, type Device } from '../device/device.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { backendOn } from '../gpu.ts';
import { bindKernels } from '../kernels.ts';
import { createPerformer } from '../perform.ts';
import { slicesFor } from './conv-weight-gradient.ts';

/*
 * The conformance suite has every geometry, but on small images, where tiles are small. Here are the large ones, with edges on
 * both sides, on whole numbers: every order of the additions gives the same sums.
 */

let device: Device;
let backend: Backend<GpuBuffer>;
/** The same where a launch may compute no more than an image. */
let cut: Backend<GpuBuffer>;
/** Kernels of which core derives the same, a thread for each element. */
let portable: ReturnType<typeof bindKernels>;

beforeAll(async () => {
  device = await createDevice('webgpu');
  backend = backendOn(device);
  cut = backendOn({ ...device, launchProducts: 1 });
  portable = bindKernels(createPerformer(device));
});

afterAll(() => backend.dispose());

function filled(length: number, seed: number): GpuBuffer {
  const buffer = backend.allocate('float32', length);
  backend.write(
    buffer,
    Float32Array.from({ length }, (_, i) => ((i * 5 + seed * 3) % 7) - 3),
  );
  return buffer;
}

const axis = (input: number, kernel: number, stride: number, dilation: number, pad: number): Geometry[number] => {
  const output = Math.floor((input + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1;
  return { input, output, kernel, stride, dilation, padBefore: pad, padAfter: pad };
};

const convolutions = {
  '3x3': { batch: 2, groups: 1, from: 5, to: 35, geometry: [axis(29, 3, 1, 1, 1), axis(31, 3, 1, 1, 1)] },
  strided: { batch: 3, groups: 1, from: 9, to: 37, geometry: [axis(30, 3, 2, 1, 1), axis(23, 4, 3, 1, 2)] },
  dilated: { batch: 2, groups: 1, from: 6, to: 18, geometry: [axis(40, 3, 1, 2, 0), axis(41, 2, 2, 3, 1)] },
  grouped: { batch: 2, groups: 3, from: 4, to: 11, geometry: [axis(25, 3, 1, 1, 1), axis(26, 3, 1, 1, 1)] },
  depthwise: { batch: 2, groups: 20, from: 1, to: 1, geometry: [axis(28, 3, 2, 1, 1), axis(27, 3, 2, 1, 1)] },
  pointwise: { batch: 3, groups: 1, from: 17, to: 19, geometry: [axis(21, 1, 1, 1, 0), axis(23, 1, 1, 1, 0)] },
};

test.each(Object.entries(convolutions))('%s: what the derivations give', async (_, convolution) => {
  const { batch, groups, from, to, geometry } = convolution;
  const [taps, inputs, outputs] = (['kernel', 'input', 'output'] as const).map((side) =>
    geometry.reduce((product, one) => product * one[side], 1),
  ) as [number, number, number];
  const dimensions = { batch, groups, geometry, inChannels: from * groups, outChannels: to * groups };
  const x = filled(batch * from * groups * inputs, 1);
  const weight = filled(to * groups * from * taps, 2);
  const dy = filled(batch * to * groups * outputs, 3);
  const read = async (buffer: GpuBuffer): Promise<number[]> =>
    Array.from(await backend.read(buffer, buffer.length), (value) => value + 0);

  const columns = filled(batch * from * groups * taps * outputs, 0);
  portable.im2col({ images: x, imagesOffset: 0, columns, columnsOffset: 0, batch, channels: from * groups, geometry });
  const depth = from * taps;
  const inColumns = { offset: 0, rowStride: outputs, columnStride: 1 };
  const inImage = { offset: 0, rowStride: outputs, columnStride: 1 };
  const inWeight = { offset: 0, rowStride: depth, columnStride: 1, batchStrides: [0, to * depth] };
  const eachColumns = [groups * depth * outputs, depth * outputs];
  const eachImage = [groups * to * outputs, to * outputs];
  const shared = { alpha: 1, beta: 0, batch: [batch, groups] };

  const [y, expectedY] = [filled(dy.length, 0), filled(dy.length, 0)];
  const c = { ...inImage, buffer: expectedY, batchStrides: eachImage };
  const b = { ...inColumns, buffer: columns, batchStrides: eachColumns };
  portable.gemm({ ...shared, m: to, n: outputs, k: depth, a: { ...inWeight, buffer: weight }, b, c });
  for (const { overrides } of [backend, cut]) {
    expect(overrides!.conv!({ ...dimensions, x, weight, y, bias: undefined, activation: undefined })).toBe(true);
    expect(await read(y)).toEqual(await read(expectedY));
  }

  const [dx, expectedDx] = [filled(x.length, 0), filled(x.length, 0)];
  const channels = { inChannels: to * groups, outChannels: from * groups };
  const back = { ...dimensions, ...channels, x: dy, xOffset: 0, weight, yOffset: 0, columns: undefined };
  portable.convTranspose({ ...back, y: expectedDx });
  for (const one of [backend, cut]) {
    one.convTranspose({ ...back, y: dx });
    expect(await read(dx)).toEqual(await read(expectedDx));
  }

  const [dWeight, expectedDWeight] = [filled(weight.length, 0), filled(weight.length, 0)];
  for (let image = 0; image < batch; image++) {
    const offset = image * groups;
    portable.gemm({
      alpha: 1,
      beta: image === 0 ? 0 : 1,
      batch: [1, groups],
      m: to,
      n: depth,
      k: outputs,
      a: { ...inImage, buffer: dy, offset: offset * to * outputs, batchStrides: [0, to * outputs] },
      b: {
        buffer: columns,
        offset: offset * depth * outputs,
        rowStride: 1,
        columnStride: outputs,
        batchStrides: [0, depth * outputs],
      },
      c: { ...inWeight, buffer: expectedDWeight },
    });
  }
  for (const { overrides } of [backend, cut]) {
    expect(overrides!.convWeightGradient!({ ...dimensions, x, dy, dWeight })).toBe(true);
    expect(await read(dWeight)).toEqual(await read(expectedDWeight));
  }
});

test('what a buffer holds beside the result stays', async () => {
  const geometry = [axis(6, 3, 1, 1, 1)];
  const [x, weight] = [filled(2 * 6, 1), filled(3 * 2 * 3, 2)];
  const dimensions = { batch: 1, inChannels: 2, outChannels: 3, groups: 1, geometry };
  const [small, large] = [filled(18, 5), filled(25, 5)];
  const rest = (await backend.read(large, 25)).slice(18);
  for (const y of [small, large]) {
    backend.overrides!.conv!({ ...dimensions, x, weight, bias: undefined, activation: undefined, y });
  }
  expect(await backend.read(large, 18)).toEqual(await backend.read(small, 18));
  expect((await backend.read(large, 25)).slice(18)).toEqual(rest);
});

test('a gradient by the weights, cut into slices of two images, ends with the batch', async () => {
  const geometry = [axis(4, 3, 1, 1, 1), axis(4, 3, 1, 1, 1)];
  const dimensions = { batch: 5, inChannels: 120, outChannels: 40, groups: 1, geometry };
  expect(slicesFor(dimensions, device.maxFloats)).toBe(3);
  const gradient = async (images: number): Promise<ArrayLike<number>> => {
    const [x, dy, dWeight] = [filled(images * 120 * 16, 1), filled(images * 40 * 16, 2), filled(40 * 120 * 9, 0)];
    expect(backend.overrides!.convWeightGradient!({ ...dimensions, x, dy, dWeight })).toBe(true);
    return backend.read(dWeight, dWeight.length);
  };
  expect(await gradient(6)).toEqual(await gradient(5));
});
