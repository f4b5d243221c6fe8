import { cpu } from '@gemmule/backend-cpu';
import { gpu } from '@gemmule/backend-gpu';
import type { Backend } from '@gemmule/core';
import { expect, test } from 'vitest';
import { computed } from './testing/computed.ts';
import { crop, largestDifference, readModel, readPhotograph } from './testing/esrgan.ts';

/** Two engines on the CPU are a measure of how far float32 computations of this network drift apart; that of the GPU is a third. */
const DRIFTS = 4;

test('a photograph, twice as large, is the same on the GPU', async () => {
  const image = crop(await readPhotograph(), 18, 24);
  const enlarge = async (opening: Promise<Backend>) => {
    const backend = await opening;
    const [result] = await computed(readModel(2), [image], { backend, layout: 'channelsLast' });
    backend.dispose();
    return result!;
  };
  const wasm = await enlarge(cpu());
  const drift = largestDifference(wasm, await enlarge(cpu({ engine: 'typescript' })));
  const onGpu = await enlarge(gpu({ engine: 'webgpu' }));
  expect(largestDifference(onGpu, wasm)).toBeLessThanOrEqual(DRIFTS * drift);
});
