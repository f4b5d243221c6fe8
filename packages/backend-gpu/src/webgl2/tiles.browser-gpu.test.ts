import type { Backend, ConvDimensions, Gemm } from '@gemmule/core';
import { afterEach, expect, test, vi } from 'vitest';
import { createDevice, type Device } from '../device/device.ts';
import { backendOn } from '../gpu.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { bindKernels } from '../kernels.ts';
import { createPerformer } from '../perform.ts';

/*
 * The conformance suite proves the tiles right as this host runs them. Here are hosts with fewer draw buffers and launches cut
 * short, on whole numbers: every order of the additions gives the same sums.
 */

const axis = { input: 9, output: 5, kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 };
const conv: ConvDimensions = { batch: 3, inChannels: 6, outChannels: 10, groups: 2, geometry: [axis, axis] };
const [images, weights, results] = [3 * 6 * 81, 10 * 3 * 9, 3 * 10 * 25];

let backend: Backend<GpuBuffer>;
afterEach(() => {
  vi.restoreAllMocks();
  backend.dispose();
});

async function open(change: Partial<Device>): Promise<Device> {
  const device = { ...(await createDevice('webgl2')), ...change };
  backend = backendOn(device);
  return device;
}

function filled(length: number, seed: number): GpuBuffer {
  const buffer = backend.allocate('float32', length);
  backend.write(
    buffer,
    Float32Array.from({ length }, (_, i) => ((i * seed) % 7) - 3),
  );
  return buffer;
}

/** Every product, by tiles. */
function products(): GpuBuffer[] {
  const [x, weight, dy] = [filled(images, 3), filled(weights, 5), filled(results, 11)];
  const [y, dx, dWeight] = [filled(results, 1), filled(images, 1), filled(weights, 1)];
  expect(backend.overrides!.conv!({ ...conv, x, weight, bias: undefined, activation: undefined, y })).toBe(true);
  expect(backend.overrides!.convWeightGradient!({ ...conv, x, dy, dWeight })).toBe(true);
  backend.convTranspose({ ...transposed, x: dy, weight, y: dx });
  const c = filled(50 * 40, 2);
  backend.gemm(gemm(c));
  return [y, dWeight, dx, c];
}

const transposed = { ...conv, inChannels: 10, outChannels: 6, xOffset: 0, yOffset: 0, columns: undefined };
const matrix = { offset: 0, columnStride: 1, batchStrides: [] };
function gemm(c: GpuBuffer): Gemm<GpuBuffer> {
  return {
    m: 50,
    n: 40,
    k: 12,
    alpha: 1,
    beta: 1,
    batch: [],
    a: { ...matrix, rowStride: 12, buffer: filled(600, 3) },
    b: { ...matrix, rowStride: 40, buffer: filled(480, 5) },
    c: { ...matrix, rowStride: 40, buffer: c },
  };
}

/** The same by the portable kernels, a thread for each element; the forward pass and the weight's gradient by columns. */
function expected(device: Device): GpuBuffer[] {
  const kernels = bindKernels(createPerformer(device));
  const [x, weight, dy] = [filled(images, 3), filled(weights, 5), filled(results, 11)];
  const [y, dx, dWeight] = [filled(results, 1), filled(images, 1), filled(weights, 1)];
  const columns = backend.allocate('float32', 3 * 6 * 9 * 25);
  const { geometry } = conv;
  kernels.im2col({ images: x, imagesOffset: 0, columns, columnsOffset: 0, batch: 3, channels: 6, geometry });
  const seen = { buffer: columns, offset: 0, rowStride: 25, columnStride: 1, batchStrides: [6 * 9 * 25, 3 * 9 * 25] };
  const out = { offset: 0, rowStride: 25, columnStride: 1, batchStrides: [10 * 25, 5 * 25] };
  const factors = { buffer: weight, offset: 0, rowStride: 27, columnStride: 1, batchStrides: [0, 5 * 27] };
  const size = { m: 5, n: 25, k: 27, alpha: 1, beta: 0, batch: [3, 2] };
  kernels.gemm({ ...size, a: factors, b: seen, c: { ...out, buffer: y } });
  for (const [image, beta] of [0, 1, 1].entries()) {
    const of = <M extends { offset: number; batchStrides: number[] }>(one: M): M => ({
      ...one,
      offset: image * one.batchStrides[0]!,
      batchStrides: [one.batchStrides[1]!],
    });
    const across = { ...of(seen), rowStride: 1, columnStride: 25 };
    const c = { ...of({ ...factors, buffer: dWeight }), offset: 0 };
    kernels.gemm({ m: 5, n: 27, k: 25, alpha: 1, beta, batch: [2], a: { ...of(out), buffer: dy }, b: across, c });
  }
  kernels.convTranspose({ ...transposed, x: dy, weight, y: dx });
  const c = filled(50 * 40, 2);
  kernels.gemm(gemm(c));
  return [y, dWeight, dx, c];
}

async function assertRight(device: Device): Promise<void> {
  const wanted = expected(device);
  for (const [i, got] of products().entries()) {
    const { length } = got;
    expect(await backend.read(got, length)).toEqual(await backend.read(wanted[i]!, length));
  }
}

test('eight draw buffers', async () => {
  const device = await open({});
  expect(device.drawBuffers).toBe(8);
  await assertRight(device);
});

test('four draw buffers', async () => assertRight(await open({ drawBuffers: 4 })));

test('launches that may compute very little', async () => {
  const device = await open({ launchProducts: 8000 });
  const launch = vi.spyOn(device.programs, 'run');
  products();
  const short = launch.mock.calls.length;
  launch.mockClear();
  backend.dispose();
  await open({});
  const long = vi.spyOn(Object.getPrototypeOf(device.programs) as typeof device.programs, 'run');
  products();
  expect(short).toBeGreaterThan(long.mock.calls.length);
  backend.dispose();
  await assertRight(await open({ launchProducts: 8000 }));
});

test('what is kept of an operand in another layout ends with its content, and with the operand', async () => {
  const device = await open({});
  const kernels = bindKernels(createPerformer(device));
  const [got, wanted] = [filled(2000, 1), filled(2000, 1)];
  const before = device.programs.liveHandles;
  const op = gemm(got);
  const run = vi.spyOn(device.programs, 'run');
  const launches = (): number => {
    run.mockClear();
    backend.gemm(op);
    return run.mock.calls.length;
  };
  const first = launches();
  expect(launches()).toBe(first - 2);
  // The same product twice more by the portable kernel, for beta is 1.
  for (const _ of [1, 2]) kernels.gemm({ ...op, c: { ...op.c, buffer: wanted } });
  expect(await backend.read(got, 2000)).toEqual(await backend.read(wanted, 2000));

  backend.write(
    op.b.buffer,
    Float32Array.from({ length: 480 }, (_, i) => (i % 5) - 2),
  );
  expect(launches()).toBe(first - 1);
  kernels.gemm({ ...op, c: { ...op.c, buffer: wanted } });
  expect(await backend.read(got, 2000)).toEqual(await backend.read(wanted, 2000));

  backend.free(op.a.buffer);
  backend.free(op.b.buffer);
  expect(device.programs.liveHandles).toBe(before);
});

test('textures that may be no larger are left to the portable kernels', async () => {
  const device = await open({ maxSide: 1 });
  const [x, weight, y] = [filled(images, 3), filled(weights, 5), filled(results, 1)];
  expect(backend.overrides!.conv!({ ...conv, x, weight, bias: undefined, activation: undefined, y })).toBe(false);
  expect(backend.workspace.skipsColumns!('forward', conv)).toBe(false);
  const wanted = filled(images, 1);
  const dx = filled(images, 1);
  bindKernels(createPerformer(device)).convTranspose({ ...transposed, x: y, weight, y: wanted });
  backend.convTranspose({ ...transposed, x: y, weight, y: dx });
  expect(await backend.read(dx, images)).toEqual(await backend.read(wanted, images));
});
