import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@gemmule/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classes, loadClothes, systemFolder } from './data.ts';
import { writeMadeUpClothes } from './testing/made-up-clothes.ts';

describe.skipIf(!existsSync(systemFolder))(`Fashion-MNIST (skipped where there is no ${systemFolder})`, () => {
  // As published: 6,000 and 1,000 of each class; the training images have mean 0.2860 and standard deviation 0.3530.
  it.each([
    ['train', 60_000, 0.286, 0.353],
    ['test', 10_000, 0.2868, 0.3524],
  ] as const)('%s', (part, count, mean, deviation) => {
    const data = loadClothes(systemFolder, part);
    expect(data.length).toBe(count);
    const [image, label, counts] = [new Float32Array(784), new Int32Array(1), new Array<number>(10).fill(0)];
    let [sum, squares] = [0, 0];
    for (let i = 0; i < count; i++) {
      data.copy(i, image, label, 0);
      counts[label[0]!]! += 1;
      for (const value of image) {
        sum += value;
        squares += value * value;
      }
    }
    expect(counts).toEqual(new Array<number>(10).fill(count / 10));
    expect(sum / count / 784).toBeCloseTo(mean, 4);
    expect(Math.sqrt(squares / count / 784 - (sum / count / 784) ** 2)).toBeCloseTo(deviation, 3);
  });

  it('begins with a boot', () => {
    const label = new Int32Array(1);
    loadClothes(systemFolder, 'train').copy(0, new Float32Array(784), label, 0);
    expect(classes[label[0]!]).toBe('boot');
  });
});

describe('files that are none', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
    writeMadeUpClothes(folder, { train: 20, t10k: 10 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read where they are some', () => {
    expect(loadClothes(folder, 'test').length).toBe(10);
  });

  it.each([
    ['t10k-images-idx3-ubyte.gz', Uint8Array.of(1, 2, 3), /t10k-images-idx3-ubyte\.gz: incorrect header check/],
    [
      't10k-labels-idx1-ubyte',
      Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3),
      /the images are uint8 \[10, 28, 28\] and the labels uint8 \[1\]/,
    ],
    ['t10k-labels-idx1-ubyte', Uint8Array.of(9), /t10k-labels-idx1-ubyte/],
  ])('%s', (name, bytes, message) => {
    writeFileSync(join(folder, name), bytes);
    expect(() => loadClothes(folder, 'test')).toThrow(FormatError);
    expect(() => loadClothes(folder, 'test')).toThrow(message);
  });
});
