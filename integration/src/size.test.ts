import { expect, inject, test } from 'vitest';
import { gzippedDataSizes, gzippedGpuSize, gzippedSizes } from './bundles.ts';

/**
 * Gzipped bytes that a page downloads for `import { cpu }`, minified: the first, and one of the others where the host has
 * WASM. There is some room above what there was when this was written; who needs more says so here.
 */
const ceilings: Record<string, number> = {
  cpu: 29_000, // 26 035
  'simd.js': 27_000, // 24 209
  'relaxed-simd.js': 27_000, // 24 237
  'simd.wasm': 19_500, // 17 604
  'relaxed-simd.wasm': 19_500, // 17 632
};

test('a page downloads no more than is stated', async () => {
  const sizes = await gzippedSizes(inject('consumer'));
  expect(Object.keys(sizes).sort()).toEqual(Object.keys(ceilings).sort());
  const above = Object.entries(sizes).filter(([name, size]) => size > ceilings[name]!);
  expect(above).toEqual([]);
});

test('for the GPU backend, too, most of which is gpu.js', async () => {
  expect(await gzippedGpuSize(inject('consumer'))).toBeLessThan(200_000); // 180 263, with the whole conformance suite and all operations
});

test('for data, what reads npz only when it is needed, and nothing of Node.js', async () => {
  const { atOnce, later } = await gzippedDataSizes(inject('consumer'));
  expect(atOnce).toBeLessThan(11_000); // 9 390
  expect(later).toBeLessThan(26_000); // 23 204;
});
