import { type Backend, type Gemm, type Matrix } from '@gemmule/core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDevice, type Device } from '../device/device.ts';
import { type KernelSource, Programs } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { backendOn } from '../gpu.ts';
import type { NativeFunction } from '../device/gpu-js.ts';
import { createPerformer } from '../perform.ts';
import { createStorage, type GpuStorage } from '../storage.ts';
import { gemmShader } from './gemm.ts';
import { createShaderHost, type ShaderHost } from './shader-host.ts';
import { tileOf } from './tile.ts';

/** Whole numbers: every order of the additions gives the same sums. */
function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7 + seed * 13) % 23) - 11);
}

type Storage = Pick<GpuStorage, 'allocate' | 'write' | 'read'>;

function filled(storage: Storage, data: Float32Array): GpuBuffer {
  const buffer = storage.allocate('float32', data.length);
  storage.write(buffer, data);
  return buffer;
}

/** A matrix that lies in a buffer in some way, filled. */
function matrix(storage: Storage, where: Omit<Matrix, 'buffer'>, length: number, seed: number): Matrix<GpuBuffer> {
  return { ...where, buffer: filled(storage, numbers(length, seed)) };
}

/** Checks what `run` leaves in C against the definition, between the elements of C too. */
async function check(storage: Storage, op: Gemm<GpuBuffer>, run: (op: Gemm<GpuBuffer>) => void): Promise<void> {
  const read = (buffer: GpuBuffer): Promise<ArrayLike<number>> => storage.read(buffer, buffer.length);
  const [a, b, c] = [await read(op.a.buffer), await read(op.b.buffer), await read(op.c.buffer)];
  const expected = Float32Array.from(c);
  for (let entry = 0; entry < (op.batch[0] ?? 1); entry++) {
    const [aStart, bStart, cStart] = [op.a, op.b, op.c].map((one) => one.offset + entry * (one.batchStrides[0] ?? 0));
    for (let row = 0; row < op.m; row++) {
      for (let column = 0; column < op.n; column++) {
        let sum = 0;
        for (let i = 0; i < op.k; i++) {
          const left = a[aStart! + row * op.a.rowStride + i * op.a.columnStride]!;
          sum += left * b[bStart! + i * op.b.rowStride + column * op.b.columnStride]!;
        }
        const at = cStart! + row * op.c.rowStride + column;
        expected[at] = op.alpha * sum + (op.beta === 0 ? 0 : op.beta * c[at]!);
      }
    }
  }
  run(op);
  // The sign of a zero is nobody's business.
  expect(Array.from(await read(op.c.buffer), (value) => value + 0)).toEqual(Array.from(expected, (value) => value + 0));
}

/** C in a buffer that is larger, with gaps between the rows. */
function placed(storage: Storage, beta: number): Gemm<GpuBuffer> {
  const [m, n, k] = [35, 41, 43];
  const shared = { batchStrides: [], columnStride: 1 };
  return {
    m,
    n,
    k,
    alpha: 2,
    beta,
    batch: [],
    a: matrix(storage, { ...shared, offset: 3, rowStride: k }, 3 + m * k, 1),
    b: matrix(storage, { ...shared, offset: 1, rowStride: 1, columnStride: k + 1 }, 1 + n * (k + 1), 2),
    c: matrix(storage, { ...shared, offset: 5, rowStride: n + 2 }, 9 + m * (n + 2), 3),
  };
}

/** Whether WGSL computes all of it. */
function isShader({ natives }: KernelSource): boolean {
  return natives().some(({ name }) => name === 'compute');
}

describe('the product in WGSL', () => {
  let device: Device;
  let storage: GpuStorage;
  let host: ShaderHost;

  beforeAll(async () => {
    device = await createDevice('webgpu');
    const performer = createPerformer(device);
    storage = createStorage(performer);
    host = createShaderHost(performer);
  });

  afterAll(() => storage.dispose());

  test('WGSL works here', () => {
    expect(device.hasWgsl).toBe(true);
  });

  const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 65, 130];
  test.each([
    [8, 8],
    [8, 4],
    [2, 4],
  ])('tiles of %i by %i, every edge', async (down, across) => {
    for (const [at, m] of sizes.entries()) {
      const [n, k] = [sizes[(at * 5 + 3) % sizes.length]!, 1 + (at % 5)];
      const op: Gemm<GpuBuffer> = {
        m,
        n,
        k,
        alpha: -1,
        beta: at % 2,
        batch: [2],
        a: matrix(storage, { offset: 0, rowStride: k, columnStride: 1, batchStrides: [m * k] }, 2 * m * k, 1),
        b: matrix(storage, { offset: 0, rowStride: n, columnStride: 1, batchStrides: [0] }, k * n, 2),
        c: matrix(storage, { offset: 0, rowStride: n, columnStride: 1, batchStrides: [m * n] }, 2 * m * n, 3),
      };
      await check(storage, op, () => host.performShader(gemmShader(op, tileOf(m, n, down, across))));
    }
  });

  test('a scratch leaves no memory behind', async () => {
    const backend = backendOn(device);
    const op = placed(storage, 1);
    backend.gemm(op);
    await storage.read(op.c.buffer, 1);
    const before = device.programs.liveHandles;
    for (let i = 0; i < 5; i++) backend.gemm(op);
    await storage.read(op.c.buffer, 1);
    expect(device.programs.liveHandles).toBe(before);
  });

  test.each([0, 2])('a region of a larger buffer, with beta = %i', async (beta) => {
    await check(storage, placed(storage, beta), (op) => backendOn(device).gemm(op));
  });
});

describe('where WGSL fails', () => {
  let backend: Backend<GpuBuffer>;

  afterEach(() => {
    backend.dispose();
    vi.restoreAllMocks();
  });

  /** A device on which native functions are changed. */
  async function sabotagedDevice(change: (source: string) => string): Promise<Device> {
    // oxlint-disable-next-line typescript/unbound-method -- bound by `call`
    const { run } = Programs.prototype;
    vi.spyOn(Programs.prototype, 'run').mockImplementation(function (this: Programs, source, ...rest) {
      const natives = (): NativeFunction[] =>
        source.natives().map((native) => ({ ...native, source: change(native.source) }));
      return run.call(this, isShader(source) ? { ...source, natives } : source, ...rest);
    });
    return createDevice('webgpu');
  }

  const faults = {
    'results are wrong': (source: string) => source.replaceAll('a0_0 * b0_0', 'a0_0 / b0_0'),
    'it does not compile': (source: string) => source.replace('return', 'retrun'),
  };
  test.each(Object.entries(faults))('because %s, products are computed in fours', async (_, change) => {
    const device = await sabotagedDevice(change);
    expect([device.engine, device.hasWgsl]).toEqual(['webgpu', false]);
    backend = backendOn(device);
    const run = vi.spyOn(device.programs, 'run');
    for (const beta of [0, 2]) await check(backend, placed(backend, beta), (op) => backend.gemm(op));
    const fours = run.mock.calls.filter(([source]) => source.length !== undefined && !isShader(source));
    expect(fours).toHaveLength(2);
    const [m, n, k] = [20, 30, 60];
    const op: Gemm<GpuBuffer> = {
      m,
      n,
      k,
      alpha: 1,
      beta: 0,
      batch: [3],
      a: matrix(backend, { offset: 0, rowStride: 1, columnStride: m, batchStrides: [m * k] }, 3 * m * k, 1),
      b: matrix(backend, { offset: 2, rowStride: n, columnStride: 1, batchStrides: [n] }, 2 + 2 * n + k * n, 2),
      c: matrix(backend, { offset: 0, rowStride: n, columnStride: 1, batchStrides: [m * n] }, 3 * m * n, 3),
    };
    await check(backend, op, () => backend.gemm(op));
  });
});
