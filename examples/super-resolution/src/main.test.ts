import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pixels } from '@gemmule/data';
import { decodeImage } from '@gemmule/data/node';
import { runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { photograph } from './network.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runProgram(join(import.meta.dirname, 'main.ts'), args, { cwd: folder });

/** Root of the mean squared difference between an image and a larger one, of which each pixel is the mean of a square. */
function difference(image: Pixels, larger: Pixels): number {
  const scale = larger.width / image.width;
  let sum = 0;
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      for (let c = 0; c < 3; c++) {
        let mean = 0;
        for (let dy = 0; dy < scale; dy++) {
          for (let dx = 0; dx < scale; dx++) {
            mean += larger.data[4 * ((scale * y + dy) * larger.width + scale * x + dx) + c]! / scale ** 2;
          }
        }
        sum += (mean - image.data[4 * (y * image.width + x) + c]!) ** 2;
      }
    }
  }
  return Math.sqrt(sum / (3 * image.width * image.height));
}

function turned({ width, height, data }: Pixels): Pixels {
  const pixels = new Uint32Array(data.slice().buffer);
  return { width, height, data: new Uint8ClampedArray(pixels.reverse().buffer) };
}

it.each([2, 4])('the flower, %i times as large, is still the flower', async (scale) => {
  const { status, stdout, stderr } = run('--scale', String(scale), '--out', 'large.png');
  expect(stderr).toMatch(/^100 % {2}4 of 4 tiles, 0 s left\n$/m);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^engine: cpu \(.*\nphotograph: 128 x 128, .*\nenlarged: .*\nwritten: large\.png\n$/);
  const [before, after] = [
    await decodeImage(readFileSync(photograph)),
    await decodeImage(readFileSync(join(folder, 'large.png'))),
  ];
  expect([after.width, after.height]).toEqual([128 * scale, 128 * scale]);
  // Of 255. The network sharpens; another picture, such as this one turned by half, is much farther away.
  expect(difference(before, after)).toBeLessThan(8);
  expect(difference(turned(before), after)).toBeGreaterThan(40);
  expect(readdirSync(folder)).toEqual(['large.png']);
});

it.each([
  [['--scale', '5'], 2, "error: option '--scale <n>' argument '5' is invalid. Allowed choices are 2, 3, 4, 8.\n"],
  [['nowhere.jpg'], 1, "error: ENOENT: no such file or directory, open 'nowhere.jpg'\n"],
  [[join(import.meta.dirname, 'main.ts')], 1, 'error: decodeImage: the file is neither a PNG nor a JPEG\n'],
])('a mistake is one line: %s', (args, code, message) => {
  const { status, stdout, stderr } = run(...args);
  expect([stdout, stderr, status]).toEqual(['', message, code]);
});
