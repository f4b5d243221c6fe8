import { describe, expect, it } from 'vitest';
import { digitsOf, first, imageAt, normalize } from './data.ts';
import { loadMnist } from './mnist-files.ts';

function histogram(labels: Uint8Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

describe('loadMnist', () => {
  // As published with the data set.
  it('has the 60,000 training images', () => {
    const { count, images, labels } = loadMnist('train');
    expect(count).toBe(60_000);
    expect(images).toHaveLength(60_000 * 784);
    expect(histogram(labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  });

  it('has the 10,000 test images', () => {
    const { count, images, labels } = loadMnist('test');
    expect(count).toBe(10_000);
    expect(images).toHaveLength(10_000 * 784);
    expect(histogram(labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });
});

describe('normalize', () => {
  it('gives the training images mean 0 and standard deviation 1', () => {
    const values = normalize(loadMnist('train').images);
    let [sum, squares] = [0, 0];
    for (const value of values) {
      sum += value;
      squares += value ** 2;
    }
    const mean = sum / values.length;
    const variance = squares / values.length - mean ** 2;
    expect(mean).toBeCloseTo(0, 3);
    expect(Math.sqrt(variance)).toBeCloseTo(1, 3);
  });
});

describe('digitsOf', () => {
  const images = { dtype: 'uint8', shape: [2, 28, 28], data: new Uint8Array(2 * 784).fill(9, 784) } as const;
  const labels = { dtype: 'uint8', shape: [2], data: Uint8Array.of(3, 4) } as const;

  it('puts images and labels together', () => {
    const digits = digitsOf(images, labels, 2);
    expect(imageAt(digits.images, 1)).toEqual(new Uint8Array(784).fill(9));
    expect(first(digits, 1)).toEqual({ count: 1, images: new Uint8Array(784), labels: Uint8Array.of(3) });
  });

  it('refuses other sizes and labels', () => {
    expect(() => digitsOf(images, labels, 3)).toThrow('MNIST images: shape [2, 28, 28], must be [3, 28, 28]');
    expect(() => digitsOf(images, { ...labels, shape: [1] }, 2)).toThrow('MNIST labels: shape [1], must be [2]');
    expect(() => digitsOf(images, { ...labels, data: Uint8Array.of(3, 10) }, 2)).toThrow('label 1 is 10');
    expect(() => digitsOf({ dtype: 'int8', shape: [2], data: new Int8Array(2) }, labels, 2)).toThrow(
      'MNIST: images of int8 and labels of uint8, must be uint8',
    );
  });
});
