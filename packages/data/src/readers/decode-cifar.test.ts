import { FormatError } from '@gemmule/core';
import { expect, test } from 'vitest';
import { decodeCifar10, decodeCifar100 } from './decode-cifar.ts';

/** An image whose byte at (c, y, x) is made of these. */
const image = (seed: number): number[] =>
  Array.from({ length: 3072 }, (_, k) => (seed + 5 * Math.floor(k / 1024) + 3 * Math.floor(k / 32) + k) % 256);

test('CIFAR-10: a label, then red, green and blue', () => {
  const { count, images, labels } = decodeCifar10(Uint8Array.from([7, ...image(1), 0, ...image(2)]));
  expect([count, ...labels]).toEqual([2, 7, 0]);
  expect([...images]).toEqual([...image(1), ...image(2)]);
  expect(decodeCifar10(new Uint8Array())).toEqual({ count: 0, images: new Uint8Array(), labels: new Uint8Array() });
});

test('CIFAR-100: a coarse label, a fine label', () => {
  const { count, images, labels, coarseLabels } = decodeCifar100(Uint8Array.from([19, 99, ...image(3)]));
  expect([count, ...labels, ...coarseLabels]).toEqual([1, 99, 19]);
  expect([...images]).toEqual(image(3));
});

test.each([
  [
    () => decodeCifar10(new Uint8Array(3072)),
    'decodeCifar10: 3072 bytes are no multiple of 3073, the bytes of an image with its labels',
  ],
  [
    () => decodeCifar100(new Uint8Array(3073)),
    'decodeCifar100: 3073 bytes are no multiple of 3074, the bytes of an image with its labels',
  ],
  [
    () => decodeCifar10(Uint8Array.from([1, ...image(0), 10, ...image(0)])),
    'decodeCifar10: a label of image 1 is 10, must be 0 to 9',
  ],
  [
    () => decodeCifar100(Uint8Array.from([20, 0, ...image(0)])),
    'decodeCifar100: a label of image 0 is 20, must be 0 to 19',
  ],
  [
    () => decodeCifar100(Uint8Array.from([0, 100, ...image(0)])),
    'decodeCifar100: a label of image 0 is 100, must be 0 to 99',
  ],
])('what is no such file is refused %#', (decode, sentence) => {
  expect(decode).toThrow(new FormatError(sentence));
});
