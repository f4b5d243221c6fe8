import type { CpuBuffer } from '../../cpu-buffer.ts';
import type { CpuKernels } from '../../kernels.ts';
import { createEngine } from '../engine.ts';
import { createWasmKernels } from '../kernels.ts';
import { loadModule, type WasmFlavour } from '../module.ts';
import { createPackedWeights } from '../packed-weights.ts';

export const flavours: readonly WasmFlavour[] = ['wasm-simd', 'wasm-relaxed-simd'];

/** What lies around every buffer, 0x55555555, in its bytes. */
const guardByte = 0x55;
const guard = 16;

/** A WASM module with its kernels, and buffers in its memory that begin anywhere, not at multiples of 16 bytes only. */
export interface TestEngine {
  readonly kernels: CpuKernels;
  /** @param shift elements by which the buffer lies behind a multiple of 64 bytes */
  floats(values: ArrayLike<number>, shift?: number): CpuBuffer;
  ints(values: ArrayLike<number>, shift?: number): CpuBuffer;
  /** A destination: whatever its kernel does not write stays NaN. */
  destination(length: number, shift?: number): CpuBuffer;
  /** How many of the bytes around the buffers have changed. Frees the buffers. */
  strayWrites(): number;
}

export async function createTestEngine(flavour: WasmFlavour): Promise<TestEngine> {
  const loaded = await loadModule(flavour);
  if ('reason' in loaded) throw new Error(`this host does not run ${flavour}: ${loaded.reason}`);
  const engine = await createEngine(loaded.module, { threads: 1, revectorize: false });
  const { memory } = engine;
  const blocks: { address: number; bytes: Uint8Array; from: number; to: number }[] = [];

  function place(length: number, shift: number): number {
    const size = (length + 2 * guard) * 4;
    const address = memory.allocate(size);
    const bytes = new Uint8Array(memory.memory.buffer, address, size).fill(guardByte);
    const from = (shift % guard) * 4;
    blocks.push({ address, bytes, from, to: from + length * 4 });
    return address + from;
  }

  function floats(values: ArrayLike<number>, shift = 0): CpuBuffer {
    const address = place(values.length, shift); // may grow the memory, hence first
    const data = new Float32Array(memory.memory.buffer, address, values.length);
    data.set(values);
    return { dtype: 'float32', length: values.length, data };
  }

  return {
    kernels: createWasmKernels(engine, createPackedWeights(memory), 'exact'),
    floats,
    ints(values, shift = 0) {
      const address = place(values.length, shift);
      const data = new Int32Array(memory.memory.buffer, address, values.length);
      data.set(values);
      return { dtype: 'int32', length: values.length, data };
    },
    destination: (length, shift) => floats(new Float32Array(length).fill(Number.NaN), shift),
    strayWrites() {
      let count = 0;
      for (const { address, bytes, from, to } of blocks) {
        bytes.forEach((byte, at) => (count += Number((at < from || at >= to) && byte !== guardByte)));
        memory.free(address);
      }
      blocks.length = 0;
      return count;
    },
  };
}

/** The first place where two arrays differ, in words: vitest's own comparison of long arrays takes minutes to fail. */
export function difference(got: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  if (got.length !== expected.length) return `${got.length} elements, not ${expected.length}`;
  for (let i = 0; i < got.length; i++) {
    if (!Object.is(got[i], expected[i])) return `element ${i} is ${got[i]}, not ${expected[i]}`;
  }
  return undefined;
}

/** The same, where 0 may have either sign. */
export function differenceOfValues(got: ArrayLike<number>, expected: ArrayLike<number>): string | undefined {
  const unsigned = (values: ArrayLike<number>): number[] => Array.from(values, (value) => value + 0);
  return difference(unsigned(got), unsigned(expected));
}

/** Distance from a float32 result to what it should be, in units of the last place of the latter. */
export function ulps(result: number, expected: number): number {
  const rounded = Math.fround(expected);
  if (Object.is(result, rounded) || result === rounded) return 0;
  if (!Number.isFinite(result) || !Number.isFinite(rounded)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))));
  return Math.abs(result - expected) / 2 ** (exponent - 23);
}

/** Float32 numbers of every size and sign, denormals, infinities and NaN among them. */
export function allSizes(count: number): Float32Array {
  const bits = Uint32Array.from({ length: count }, (_, i) => Math.round((i * 2 ** 32) / count) + (i % 1021));
  return new Float32Array(bits.buffer);
}

/** Where vectors and their rests matter: nothing, a part of a vector, a few, many chunks. */
export const lengths: readonly number[] = [...Array.from({ length: 18 }, (_, i) => i), 1021, 150_001];

export const special: readonly number[] = [0, -0, 1, -1, 0.5, 1e-40, -1e-40, 2 ** -149, 3e38, Infinity, -Infinity, NaN];
