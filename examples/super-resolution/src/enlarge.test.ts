import { readFile } from 'node:fs/promises';
import { cpu } from '@gemmule/backend-cpu';
import { registerBackend, unregisterBackend } from '@gemmule/core';
import type { Pixels } from '@gemmule/data';
import { decodeImage } from '@gemmule/data/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enlarge, tilesOf } from './enlarge.ts';
import { loadNetwork, photograph, reach } from './network.ts';

let image: Pixels;
let end: () => void;
beforeAll(async () => {
  const backend = await registerBackend(cpu());
  end = () => unregisterBackend(backend);
  image = await decodeImage(await readFile(photograph));
});
afterAll(() => end());

test('tiles cover a photograph, each pixel once', () => {
  const seen = new Uint8Array(31 * 20);
  for (const { left, top, width, height } of tilesOf({ width: 31, height: 20 }, 8)) {
    for (let y = top; y < top + height; y++) for (let x = left; x < left + width; x++) seen[31 * y + x]! += 1;
  }
  expect(seen.every((count) => count === 1)).toBe(true);
  expect(tilesOf({ width: 31, height: 20 }, 8)).toHaveLength(12);
});

test('tiles leave no seams: they are those of the whole', async () => {
  using model = loadNetwork(2);
  const whole = await enlarge(model, image, { scale: 2, tile: 128 });
  const inTiles = await enlarge(model, image, { scale: 2, tile: 40 });
  const differences = inTiles!.data.map((byte, i) => Math.abs(byte - whole!.data[i]!));
  // Sums in another order round in another way: what lies on the border between two bytes may be either.
  expect(differences.every((difference) => difference <= 1)).toBe(true);
  expect(differences.filter((difference) => difference > 0).length).toBeLessThan(10);
});

test('the network looks no farther than is said, and nearly as far', async () => {
  using model = loadNetwork(2);
  const changed: Pixels = { ...image, data: image.data.slice() };
  changed.data.fill(255, 4 * (128 * 64 + 64), 4 * (128 * 64 + 65)); // one pixel
  const [before, after] = [await enlarge(model, image, { scale: 2 }), await enlarge(model, changed, { scale: 2 })];
  const rows = [...before!.data].flatMap((byte, i) => (byte === after!.data[i] ? [] : [Math.floor(i / (4 * 256) / 2)]));
  expect(64 - Math.min(...rows)).toBeLessThanOrEqual(reach);
  expect(Math.max(...rows) - 64).toBeLessThanOrEqual(reach);
  expect(Math.max(...rows) - 64).toBeGreaterThanOrEqual(reach - 3);
});

test('what happens meanwhile is heard between tiles', async () => {
  using model = loadNetwork(2);
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 0); // as Ctrl-C comes, from outside
  expect(await enlarge(model, image, { scale: 2, tile: 40, signal: interrupt.signal })).toBeUndefined();
});

test('a signal stops it', async () => {
  using model = loadNetwork(2);
  const interrupt = new AbortController();
  const done: number[] = [];
  const onTile = (count: number): void => {
    done.push(count);
    if (count === 2) interrupt.abort();
  };
  expect(await enlarge(model, image, { scale: 2, tile: 40, signal: interrupt.signal, onTile })).toBeUndefined();
  expect(done).toEqual([1, 2]);
});
