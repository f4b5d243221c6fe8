import type { KernelSource, Programs } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { gemmShader } from './gemm.ts';
import { sourceOfShader } from './shader.ts';
import { tileOf } from './tile.ts';

/** Sizes that no tile divides, with more than one block of lanes on both sides. */
const [m, n, k] = [71, 69, 5];

/**
 * Whether this device computes a small product right in WGSL. gpu.js does not document that it takes such code, and drivers
 * have their faults: where it fails, for whatever reason, the kernels in gpu.js's own language are there.
 */
export async function computesInWgsl(programs: Programs): Promise<boolean> {
  try {
    return await multipliesRight(programs);
  } catch {
    return false;
  }
}

async function multipliesRight(programs: Programs): Promise<boolean> {
  const a = Float32Array.from({ length: m * k }, (_, i) => (i % 7) - 3);
  const b = Float32Array.from({ length: k * n }, (_, i) => (i % 11) - 4);
  const handles = [...(await programs.run(upload(a), [a])), ...(await programs.run(upload(b), [b]))];
  try {
    const [product] = await programs.run(sourceOfShader(shader()), [...handles, 1]);
    handles.push(product!);
    const got = await product!.read(m * n);
    return got.length === m * n && got.every((value, at) => value === expected(a, b, at));
  } finally {
    for (const handle of handles) handle.delete();
  }
}

function upload({ length }: Float32Array): KernelSource {
  return {
    code: 'function (data) { return data[this.thread.x]; }',
    threads: [length],
    natives: () => [],
    key: `upload ${length}`,
  };
}

function shader(): ReturnType<typeof gemmShader> {
  const matrix = (length: number, rowStride: number): Parameters<typeof gemmShader>[0]['a'] => ({
    buffer: box(length),
    offset: 0,
    rowStride,
    columnStride: 1,
    batchStrides: [],
  });
  const operands = { a: matrix(m * k, k), b: matrix(k * n, n), c: matrix(m * n, n) };
  return gemmShader({ m, n, k, alpha: 1, beta: 0, batch: [], ...operands }, tileOf(m, n, 8, 8));
}

/** The shader is only asked for its code. */
function box(length: number): GpuBuffer {
  return { dtype: 'float32', length, handle: undefined, isWritten: true, isLive: true };
}

/** Sums of small whole numbers: every order of the additions gives the same. */
function expected(a: Float32Array, b: Float32Array, at: number): number {
  const [row, column] = [Math.floor(at / n), at % n];
  let sum = 0;
  for (let i = 0; i < k; i++) sum += a[row * k + i]! * b[i * n + column]!;
  return sum;
}
