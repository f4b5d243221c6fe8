import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  registerBackend,
  ShapeError,
  type Tensor,
  tensor,
  unregisterBackend,
  UsageError,
} from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { cropPixels, imageArray, imageGrid, imageTensor, type Pixels, toPixels } from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** Two pixels side by side. */
const two: Pixels = { width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 255, 102, 204, 0, 128) };

const close = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 6));

describe('imageArray', () => {
  test('channels are planes of 0 to 1', () => {
    expect(imageArray(two)).toEqual({ shape: [3, 1, 2], data: Float32Array.of(1, 0.4, 0, 0.8, 0.2, 0) });
    const { shape, data } = imageArray(two, { channels: 4 });
    expect(shape).toEqual([4, 1, 2]);
    expect([...data.subarray(6)]).toEqual(close([1, 128 / 255]));
  });

  test('one channel is the brightness', () => {
    const { shape, data } = imageArray(two, { channels: 1 });
    expect(shape).toEqual([1, 1, 2]);
    expect([...data]).toEqual(close([0.299 + 0.114 * 0.2, 0.299 * 0.4 + 0.587 * 0.8]));
    const white = imageArray({ width: 1, height: 1, data: new Uint8Array(4).fill(255) }, { channels: 1 });
    expect(white.data[0]).toBe(1);
  });

  test('scaled, and then normalised', () => {
    const { shape, data } = imageArray(two, { size: [2, 1], mean: [0.5, 0, 0], std: [0.1, 1, 2] });
    expect(shape).toEqual([3, 2, 1]);
    expect([...data]).toEqual(close([2, 2, 0.4, 0.4, 0.05, 0.05]));
  });

  test.each<[() => unknown, string]>([
    [() => imageArray({ ...two, width: 3 }), 'imageArray: 3 x 1 pixels have 12 bytes (RGBA), got 8'],
    [() => imageArray({ ...two, width: 0 }), 'imageArray: an image of 0 x 1 pixels is none'],
    [() => imageArray({ ...two, height: 0.5 }), 'imageArray: an image of 2 x 0.5 pixels is none'],
    [() => imageArray(two, { channels: 2 as 1 }), 'imageArray: channels must be 1, 3 or 4, got 2'],
    [() => imageArray(two, { mean: [1, 2] }), 'normalize: 2 numbers in mean for an image of 3 channels'],
    // @ts-expect-error the same sentence, of imageArray
    [() => imageArray(two, { size: 0 }), 'resize: size must be a positive integer, got 0'],
  ])('what does not fit is told %#', (make, sentence) => {
    expect(make).toThrow(new ShapeError(sentence));
  });

  test('what only a page can draw is told', () => {
    expect(() => imageArray({} as ImageBitmap)).toThrow(
      new UsageError(
        'imageArray: only a page can draw this; in Node.js, read a file by decodeImage of @gemmule/data/node',
      ),
    );
  });
});

test('imageTensor is a batch of one, whose shape the compiler knows', async () => {
  const x = imageTensor(two, { channels: 1, size: [3, 4], backend });
  expectTypeOf(x).toEqualTypeOf<Tensor<[1, 1, 3, 4]>>();
  expectTypeOf(imageTensor(two)).toEqualTypeOf<Tensor<[1, 3, number, number]>>();
  expectTypeOf(imageTensor(two, { size: 5 })).toEqualTypeOf<Tensor<[1, 3, 5, 5]>>();
  expect(x.shape).toEqual([1, 1, 3, 4]);
  expect(await x.data()).toEqual(imageArray(two, { channels: 1, size: [3, 4] }).data);
});

describe('toPixels', () => {
  test('brings back what imageArray took, of a tensor and of an array', async () => {
    const options = { channels: 4, mean: [0.5, 0.4, 0.3, 0.2], std: 0.25 } as const;
    expect(await toPixels(imageTensor(two, options), options)).toEqual({
      ...two,
      data: Uint8ClampedArray.from(two.data),
    });
    const opaque = Uint8ClampedArray.from(two.data).with(7, 255);
    expect(await toPixels(imageArray(two))).toEqual({ ...two, data: opaque });
  });

  test('one channel is grey; beyond 0 to 1 is the nearest', async () => {
    const { data } = await toPixels(tensor([0.5, -3, 1.2], [1, 1, 3]));
    expect([...data]).toEqual([128, 128, 128, 255, 0, 0, 0, 255, 255, 255, 255, 255]);
  });

  test.each<[number[], object, string]>([
    [[2, 1, 1], {}, 'toPixels: an image has shape [C, H, W] with 1, 3 or 4 channels, got [2, 1, 1]'],
    [[2, 3, 1, 1], {}, 'toPixels: an image has shape [C, H, W] with 1, 3 or 4 channels, got [2, 3, 1, 1]'],
    [[3, 1], {}, 'toPixels: an image has shape [C, H, W] with 1, 3 or 4 channels, got [3, 1]'],
    [[3, 0, 1], {}, 'toPixels: an image has shape [C, H, W] with 1, 3 or 4 channels, got [3, 0, 1]'],
    [[3, 1, 1], { std: [1] }, 'toPixels: 1 numbers in std for an image of 3 channels'],
  ])('%o is refused %#', async (shape, options, sentence) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    await expect(toPixels({ shape, data }, options)).rejects.toThrow(new ShapeError(sentence));
  });
});

describe('imageGrid', () => {
  test('puts images side by side, from a tensor and from an array', async () => {
    const images = { shape: [3, 2, 1, 2], data: Float32Array.from({ length: 12 }, (_, i) => i + 1) };
    const grid = await imageGrid(images, { columns: 2, gap: 1, background: -1 });
    expect(grid.shape).toEqual([2, 5, 7]);
    // Two channels, of one image 1 2, of the next 5 6, of the last 9 10, below.
    expect([...grid.data.subarray(0, 35)]).toEqual(
      [
        [-1, -1, -1, -1, -1, -1, -1],
        [-1, 1, 2, -1, 5, 6, -1],
        [-1, -1, -1, -1, -1, -1, -1],
        [-1, 9, 10, -1, -1, -1, -1],
        [-1, -1, -1, -1, -1, -1, -1],
      ].flat(),
    );
    expect([...grid.data.subarray(42, 49)]).toEqual([-1, 3, 4, -1, 7, 8, -1]);
    expect(await imageGrid(tensor(images.data, [3, 2, 1, 2]), { columns: 2, gap: 1, background: -1 })).toEqual(grid);
  });

  test('is no wider than it must be', async () => {
    const data = Float32Array.of(1, 2);
    expect(await imageGrid({ shape: [2, 1, 1, 1], data }, { gap: 0 })).toEqual({ shape: [1, 1, 2], data });
    expect((await imageGrid({ shape: [2, 1, 1, 1], data })).shape).toEqual([1, 5, 8]);
  });

  test.each<[number[], object, string]>([
    [[1, 2, 2], {}, 'imageGrid: images have shape [N, C, H, W], none of them 0, got [1, 2, 2]'],
    [[1, 0, 2, 2], {}, 'imageGrid: images have shape [N, C, H, W], none of them 0, got [1, 0, 2, 2]'],
    [[1, 1, 1, 1], { columns: 0 }, 'imageGrid: columns must be a positive integer, got 0'],
    [[1, 1, 1, 1], { gap: -1 }, 'imageGrid: gap must be a non-negative integer, got -1'],
  ])('%o is refused %#', async (shape, options, sentence) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    await expect(imageGrid({ shape, data }, options)).rejects.toThrow(new ShapeError(sentence));
  });
});

describe('cropPixels', () => {
  /** 4 x 3 pixels; red is the place. */
  const image: Pixels = {
    width: 4,
    height: 3,
    data: Uint8Array.from({ length: 48 }, (_, i) => (i % 4 === 0 ? i / 4 : 255)),
  };

  test('is a part of the image, and a copy', () => {
    const part = cropPixels(image, { left: 1, top: 1, width: 2, height: 2 });
    expect([part.width, part.height]).toEqual([2, 2]);
    expect([...part.data]).toEqual([5, 6, 9, 10].flatMap((red) => [red, 255, 255, 255]));
    part.data.fill(0);
    expect(image.data[20]).toBe(5);
    expect(cropPixels(image, { left: 0, top: 0, width: 4, height: 3 }).data).toEqual(
      Uint8ClampedArray.from(image.data),
    );
  });

  test.each([
    [{ left: 3, top: 0, width: 2, height: 1 }, '2 x 1 pixels at left 3, top 0'],
    [{ left: 0, top: -1, width: 1, height: 1 }, '1 x 1 pixels at left 0, top -1'],
    [{ left: 0, top: 0, width: 0, height: 1 }, '0 x 1 pixels at left 0, top 0'],
    [{ left: 0.5, top: 0, width: 1, height: 1 }, '1 x 1 pixels at left 0.5, top 0'],
    [{ left: 0, top: 0, width: NaN, height: 1 }, 'NaN x 1 pixels at left 0, top 0'],
  ])('%o is refused', (part, sentence) => {
    expect(() => cropPixels(image, part)).toThrow(new ShapeError(`cropPixels: ${sentence} are no part of 4 x 3`));
  });
});
