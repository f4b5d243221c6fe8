import { gzipSync } from 'node:zlib';
import { FormatError } from '@gemmule/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DataFile, pixels, side } from './data-files.ts';
import { centered, datasetOf, fetchDataSet } from './data-set.ts';

const file: DataFile = {
  name: 'mnist',
  title: 'Two digits',
  file: 'mnist.bin',
  train: 2,
  test: 1,
  classes: ['a', 'b', 'c'],
  mean: 0.5,
  deviation: 0.25,
};

const bytes = Uint8Array.from({ length: 3 * (pixels + 1) }, (_, i) => (i >= 2 * pixels && i < 2 * pixels + 2 ? 2 : 51));

function serve(content: Uint8Array, status = 200): void {
  vi.stubGlobal('fetch', async () => new Response(new Blob([content as Uint8Array<ArrayBuffer>]), { status }));
}

afterEach(() => vi.unstubAllGlobals());

it('reads images and labels', async () => {
  serve(gzipSync(bytes));
  const { train, test } = await fetchDataSet(file, 'http://localhost/data/');
  expect([train.images.length, test.images.length]).toEqual([2 * pixels, pixels]);
  expect([...train.labels]).toEqual([2, 2]);
  const [image, label] = [new Float32Array(pixels), new Int32Array(1)];
  datasetOf(train, file).copy(1, image, label, 0);
  // (51 / 255 - 0.5) / 0.25
  expect(image[0]).toBeCloseTo(-1.2, 6);
  expect(label[0]).toBe(2);
});

describe('what is no such file is refused', () => {
  it.each([
    ['not there', bytes, 404, 'mnist.bin: the server says 404'],
    ['not packed', bytes, 200, 'mnist.bin cannot be unpacked'],
    ['too short', gzipSync(bytes.subarray(1)), 200, 'mnist.bin unpacks to 2354 bytes, must be 2355'],
    ['too long', gzipSync(new Uint8Array(1e6)), 200, 'mnist.bin unpacks to more than 2355 bytes'],
  ])('%s', async (_what, content, status, message) => {
    serve(content, status);
    const fetching = fetchDataSet(file, 'http://localhost/data/');
    await expect(fetching).rejects.toThrow(FormatError);
    await expect(fetching).rejects.toThrow(message);
  });
});

it('a drawing is moved to the middle, by its centre of mass', () => {
  const drawing = new Float32Array(pixels);
  drawing[2 * side + 3] = 1;
  drawing[2 * side + 5] = 1;
  const moved = centered(drawing);
  expect([...moved.keys()].filter((i) => moved[i]! > 0)).toEqual([14 * side + 13, 14 * side + 15]);
  expect(centered(new Float32Array(pixels))).toEqual(new Float32Array(pixels));
});
