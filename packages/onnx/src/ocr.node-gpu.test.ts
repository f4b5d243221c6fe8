import { cpu } from '@gemmule/backend-cpu';
import { gpu } from '@gemmule/backend-gpu';
import { type Backend, tensor } from '@gemmule/core';
import { expect, test } from 'vitest';
import { loadOnnx } from './index.ts';
import { largestDifference } from './testing/largest-difference.ts';
import { detector, file, noise } from './testing/ocr.ts';

/** Two engines on the CPU are a measure of how far float32 computations of a network drift apart; that of the GPU is a third. */
const DRIFTS = 4;

test.each([
  ['a detector', detector, noise([1, 3, 64, 96], 1)],
  ['a recogniser', 'ch_PP-OCRv4_rec_infer.onnx', noise([1, 3, 48, 96], 2)],
])('%s computes the same on the GPU', async (_, name, { shape, data }) => {
  const run = async (opening: Promise<Backend>): Promise<ArrayLike<number>> => {
    const backend = await opening;
    const model = loadOnnx(file(name), { backend });
    const [result] = Object.values(model.run({ x: tensor(data, [...shape], { backend }) }));
    const values = await result!.data();
    backend.dispose();
    return values;
  };
  const wasm = await run(cpu());
  const drift = largestDifference(wasm, await run(cpu({ engine: 'typescript' })));
  expect(largestDifference(await run(gpu({ engine: 'webgpu' })), wasm)).toBeLessThanOrEqual(DRIFTS * drift);
});
