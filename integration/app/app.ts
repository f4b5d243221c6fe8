/*
 * What a user of the packages may have written. The tests run it from the packed packages: as it is in Node.js, and
 * bundled in Node.js and in a page.
 */
import { type Backend, conv2d, matmul, registerBackend, tensor, unregisterBackend } from '@gemmule/core';
import { cpu, type CpuOptions } from '@gemmule/backend-cpu';

export interface Comparison {
  readonly engine: string | undefined;
  /** How many numbers were compared. */
  readonly count: number;
  /** The largest difference to what the TypeScript engine computes, which sums in doubles; results are of the order of 1. */
  readonly difference: number;
}

/** A matrix product and two convolutions, each large enough to be shared among threads. */
export async function compare(options: CpuOptions): Promise<Comparison> {
  const expected = await compute({ engine: 'typescript' });
  const actual = await compute(options);
  const differences = expected.values.map((value, index) => Math.abs(value - actual.values[index]!));
  return { engine: actual.engine, count: differences.length, difference: Math.max(...differences) };
}

/** The engine, or the error. */
export async function outcome(options: CpuOptions): Promise<string> {
  try {
    const backend = await cpu(options);
    backend.dispose();
    return String(backend.engine);
  } catch (error) {
    return String(error);
  }
}

async function compute(options: CpuOptions): Promise<{ engine: string | undefined; values: number[] }> {
  const backend: Backend = await registerBackend(cpu(options));
  try {
    const a = tensor(numbers(128 * 128), [128, 128]);
    const image = tensor(numbers(32 * 24 * 24), [1, 32, 24, 24]);
    const results = [
      matmul(a, a),
      conv2d(image, tensor(numbers(32 * 32 * 9), [32, 32, 3, 3]), { padding: 1 }),
      conv2d(image, tensor(numbers(32 * 32 * 25), [32, 32, 5, 5]), { padding: 2 }),
    ];
    const values = await Promise.all(results.map(async (result) => [...(await result.data())]));
    return { engine: backend.engine, values: values.flat() };
  } finally {
    unregisterBackend(backend);
  }
}

/** Numbers from -0.1 to 0.1, the same in every run. */
function numbers(length: number): number[] {
  return Array.from({ length }, (_, index) => (((index * 7919) % 2003) / 1001 - 1) / 10);
}
