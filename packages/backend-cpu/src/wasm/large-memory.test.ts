import {
  type Backend,
  BackendError,
  conv2d,
  gradients,
  maxPool2d,
  registerBackend,
  relu,
  sum,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import { expect, test } from 'vitest';
import { cpu } from '../cpu.ts';
import { randomFloats } from '../typescript/reference/buffers.ts';

const gibibyte = 2 ** 30;

/** Values and gradients of a small network, computed on a backend. */
async function compute(backend: Backend): Promise<Float32Array[]> {
  const x = tensor(randomFloats(2 * 16 * 20 * 20, 1), [2, 16, 20, 20], { backend, requiresGrad: true });
  const weight = tensor(randomFloats(24 * 16 * 9, 2), [24, 16, 3, 3], { backend, requiresGrad: true });
  const strided = tensor(randomFloats(8 * 24 * 9, 3), [8, 24, 3, 3], { backend, requiresGrad: true });
  const y = conv2d(maxPool2d(relu(conv2d(x, weight, { padding: 1 })), { kernel: 2 }), strided, { stride: 2 });
  const all = [y, ...gradients(sum(y), [x, weight, strided])];
  return Promise.all(all.map(async (result) => Float32Array.from(await result.data())));
}

// Memory that nobody touches costs address space only.
test('addresses beyond 2 GiB, the end at 4 GiB, and life after it', { timeout: 60_000 }, async () => {
  const low = await registerBackend({ ...(await cpu({ threads: 2 })), name: 'low' });
  const high = await registerBackend({ ...(await cpu({ threads: 2 })), name: 'high' });
  try {
    const filler = [2, 1].map((size) => high.allocate('float32', (size * gibibyte) / 4));
    expect(await compute(high)).toEqual(await compute(low));
    expect(() => high.allocate('float32', gibibyte / 4)).toThrow(BackendError);
    expect(() => high.allocate('float32', gibibyte / 4)).toThrow(
      /cpu: out of memory, \d+ MiB more than the \d+ MiB there are/,
    );
    expect(await compute(high)).toEqual(await compute(low));
    for (const buffer of filler) high.free(buffer);
    high.free(high.allocate('float32', (2.5 * gibibyte) / 4));
  } finally {
    unregisterBackend(low);
    unregisterBackend(high);
    low.dispose();
    high.dispose();
  }
});
