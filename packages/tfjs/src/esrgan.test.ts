import '@tensorflow/tfjs-backend-wasm';
import { fileURLToPath } from 'node:url';
import { cpu } from '@gemmule/backend-cpu';
import { type Backend, full, memory, scope } from '@gemmule/core';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as layers from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTfjsModel } from './index.ts';
import { computed } from './testing/computed.ts';
import { crop, largestDifference, readModel, readPhotograph, scales } from './testing/esrgan.ts';
import { predicted, type SavedModel, type Values } from './testing/tfjs.ts';

// A network that others trained and saved, on the photograph that comes with it, against TensorFlow.js.

let backend: Backend;
let photograph: Values;
beforeAll(async () => {
  setWasmPaths(`${fileURLToPath(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist', import.meta.url))}/`);
  backend = await cpu();
  photograph = await readPhotograph();
});
afterAll(() => backend.dispose());

async function theirs(model: SavedModel, image: Values, engine: 'cpu' | 'wasm'): Promise<Values> {
  await tf.setBackend(engine);
  const { modelTopology, weightsManifest } = JSON.parse(model.json) as tf.io.ModelJSON;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const loaded = await layers.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData: model.files[0]!.slice().buffer }),
  );
  const [result] = predicted(loaded, [image]);
  loaded.dispose();
  return result!;
}

/**
 * How far two float32 computations of a dozen layers drift apart depends on the network and the image. Two engines of TensorFlow.js
 * are a measure of that: ours is a third order of the same sums.
 */
const DRIFTS = 4;

test.each(scales)('a photograph, %i times as large, is that of TensorFlow.js', async (scale) => {
  const model = readModel(scale);
  const image = crop(photograph, 18, 24);
  const [onCpu, inWasm] = [await theirs(model, image, 'cpu'), await theirs(model, image, 'wasm')];
  const drift = largestDifference(onCpu, inWasm);
  expect(drift).toBeLessThan(1e-3); // of 255
  const [ours] = await computed(model, [image], { backend, layout: 'channelsLast' });
  expect(ours!.shape).toEqual([1, 18 * scale, 24 * scale, 3]);
  expect(largestDifference(ours!, onCpu)).toBeLessThanOrEqual(DRIFTS * drift);
});

test('the whole photograph becomes the same picture', async () => {
  const model = readModel(4);
  const [ours] = await computed(model, [photograph], { backend, layout: 'channelsLast' });
  const bytes = Uint8ClampedArray.from(ours!.data);
  const expected = Uint8ClampedArray.from((await theirs(model, photograph, 'wasm')).data);
  const differences = bytes.map((byte, i) => Math.abs(byte - expected[i]!)).filter((difference) => difference > 0);
  expect(bytes.length).toBe(3 * 512 * 512);
  // What lies on the border between two bytes may be either.
  expect(differences.every((difference) => difference === 1)).toBe(true);
  expect(differences.length).toBeLessThan(bytes.length / 10_000);
});

test('photographs of any size are taken, and nothing is left behind', () => {
  const before = memory(backend);
  const { json, files } = readModel(2);
  const model = loadTfjsModel(json, files, { backend });
  expect(model.inputs).toEqual([{ name: 'LR', shape: [null, 3, null, null] }]);
  const sizes: [number, number, number][] = [
    [1, 20, 31],
    [2, 7, 5],
    [1, 20, 31],
  ];
  for (const [batch, height, width] of sizes) {
    scope(() => {
      const x = full([batch, 3, height, width], 100, { backend });
      expect(model.forward(x).shape).toEqual([batch, 3, 2 * height, 2 * width]);
    });
  }
  model.dispose();
  expect(memory(backend).liveBuffers).toBe(before.liveBuffers);
});
