import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage } from '@gemmule/data/node';
import { runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { distanceFromMean, loadImages } from './data.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runProgram(join(import.meta.dirname, 'main.ts'), args);

it('a small training draws digits that it has not seen', async () => {
  const out = join(folder, 'pictures');
  const { status, stdout, stderr } = run('--train-size', '3000', '--epochs', '6', '--test-size', '200', '--out', out);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/100 % {2}epoch 6\/6, .*\n$/)]);
  const [, error = NaN, share = NaN] = /mean squared error ([\d.]+), ([\d.]+) % of/.exec(stdout)!.map(Number);
  expect(share).toBeLessThan(60);
  const unknown = loadImages('test', 200);
  expect(error / distanceFromMean(loadImages('train', 3000), unknown)).toBeCloseTo(share / 100, 2);

  expect(readdirSync(out).sort()).toEqual(['between.png', 'digits.png']);
  const digits = await decodeImage(readFileSync(join(out, 'digits.png')));
  expect([digits.width, digits.height]).toEqual([2 + 20 * 30, 2 + 2 * 30]);
  const pixel = (row: number, image: number, i: number): number => {
    const [y, x] = [2 + row * 30 + Math.floor(i / 28), 2 + image * 30 + (i % 28)];
    return digits.data[4 * (y * digits.width + x)]! / 255;
  };
  /** Mean squared difference between what was drawn of one image, and another. */
  const distance = (drawn: number, image: number): number => {
    let sum = 0;
    for (let i = 0; i < 784; i++) sum += (pixel(1, drawn, i) - unknown[image * 784 + i]!) ** 2;
    return sum / 784;
  };
  for (let image = 0; image < 20; image++) {
    for (let i = 0; i < 784; i++) expect(pixel(0, image, i)).toBeCloseTo(unknown[image * 784 + i]!, 6);
  }
  // What it draws is the image that it saw, not some digit.
  const nearest = Array.from({ length: 20 }, (_, drawn) =>
    Array.from({ length: 20 }, (_, image) => distance(drawn, image)).reduce(
      (best, value, image, all) => (value < all[best]! ? image : best),
      0,
    ),
  );
  expect(nearest.filter((image, drawn) => image === drawn).length).toBeGreaterThanOrEqual(18);

  const between = await decodeImage(readFileSync(join(out, 'between.png')));
  expect([between.width, between.height]).toEqual([2 + 10 * 30, 2 + 9 * 30]);
});

it('a mistake is one line', () => {
  const { status, stdout, stderr } = run('--epochs', '0');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    "error: option '--epochs <n>' argument '0' is invalid. It must be a whole number of at least 1.\n",
  );
});
