import type { Copy, Geometry } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { typescriptKernels } from '../typescript/kernels.ts';
import { floatBuffer, nanBuffer, randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { depthwiseGeometries } from '../typescript/reference/conv-shapes.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { cells } from '../typescript/volume.ts';
import { createTestEngine, difference, differenceOfValues, flavours, lengths } from './reference/test-engine.ts';

/** All of y after the copy, by the definition. */
function reference({ shape, ...op }: Copy<CpuBuffer>): number[] {
  const y = valuesOf(op.y);
  const size = shape.reduce((product, length) => product * length, 1);
  for (let flat = 0; flat < size; flat++) {
    let [from, to, rest] = [op.xOffset, op.yOffset, flat];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis]!;
      rest = (rest - index) / shape[axis]!;
      from += index * op.xStrides[axis]!;
      to += index * op.yStrides[axis]!;
    }
    y[to] = op.x.data![from]!;
  }
  return y;
}

type Walk = [what: string, shape: number[], xStrides: number[], yStrides: number[]];

const walks: Walk[] = [
  ['one element', [], [], []],
  ...lengths.map((length): Walk => [`${length} neighbours`, [length], [1], [1]]),
  ['dense in several dimensions', [2, 5, 60], [300, 60, 1], [300, 60, 1]],
  ['long dense rows with gaps', [2, 1300], [1310, 1], [1320, 1]],
  ['short rows with gaps', [2000, 7], [9, 1], [11, 1]],
  ['dense planes into padded ones', [3, 4, 6, 5], [120, 30, 5, 1], [224, 56, 7, 1]],
  ['every second element', [50], [2], [1]],
  ['every third element', [50], [3], [1]],
  ['into every second element', [50], [1], [2]],
  ...lengths.slice(2, 18).map((n): Walk => [`transposition of [${n}, 9]`, [9, n], [1, 9], [n, 1]]),
  ...lengths.slice(2, 18).map((n): Walk => [`transposition of [9, ${n}]`, [n, 9], [1, n], [9, 1]]),
  ['a large transposition', [701, 333], [1, 701], [333, 1]],
  ['a transposition of long columns', [9, 70_001], [1, 9], [70_001, 1]],
  ['transpositions with gaps', [3, 9, 8], [90, 1, 10], [99, 11, 1]],
  ['channels to the back', [2, 5, 4, 3], [60, 3, 15, 1], [60, 12, 3, 1]],
  ['channels to the back, dense across', [2, 12, 5], [60, 1, 12], [60, 5, 1]],
  ['transpositions of three axes', [3, 2, 5, 7], [70, 35, 1, 5], [70, 35, 7, 1]],
  ['all dimensions reversed', [3, 4, 5], [1, 3, 12], [20, 5, 1]],
  ['four dimensions reversed', [3, 4, 5, 2], [1, 3, 12, 60], [40, 10, 2, 1]],
  ['five dimensions reversed', [3, 4, 5, 2, 2], [1, 3, 12, 60, 120], [80, 20, 4, 2, 1]],
  ['repeats', [4, 6], [0, 1], [6, 1]],
  ['repeats each element', [6, 7], [1, 0], [7, 1]],
  ['repeats one element', [43], [0], [1]],
  ['into columns', [6, 4], [4, 1], [1, 6]],
  ['dimensions of length 1', [1, 6, 1, 4], [99, 4, 7, 1], [3, 4, 0, 1]],
  ['nothing', [3, 0, 2], [1, 1, 1], [1, 1, 1]],
];

const same = { padBefore: 1, padAfter: 1 };

const geometries: [string, Geometry][] = [
  ...depthwiseGeometries,
  ...[1, 2, 3, 4, 5, 8, 9].flatMap((width): [string, Geometry][] => [
    [`3x3 of ${width} columns`, [axis(4, 3, same), axis(width, 3, same)]],
    [
      `3x3 of ${2 * width} columns, stride 2`,
      [axis(7, 3, { ...same, stride: 2 }), axis(2 * width, 3, { ...same, stride: 2 })],
    ],
  ]),
  ['1x1 with stride 2', [axis(9, 1, { stride: 2 }), axis(19, 1, { stride: 2 })]],
  ['stride 3', [axis(9, 3, { stride: 3, ...same }), axis(25, 4, { stride: 3, ...same })]],
  ['many chunks', [axis(150, 3, same), axis(150, 3, same)]],
];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  test.each(walks)('copy: %s', (_, shape, xStrides, yStrides) => {
    const extent = (strides: number[]): number =>
      1 + shape.reduce((sum, length, axis) => sum + Math.max(0, length - 1) * strides[axis]!, 0);
    const x = randomFloats(extent(xStrides) + 5).map((value) => Math.round(value * 2 ** 24));
    const walk = { shape, xOffset: 5, xStrides, yOffset: 3, yStrides };
    const floats = { ...walk, x: engine.floats(x, 2), y: engine.destination(extent(yStrides) + 3, 3) };
    const expected = reference(floats);
    engine.kernels.copy(floats);
    expect(difference(floats.y.data!, expected)).toBeUndefined();

    const ints = { ...walk, x: engine.ints(x, 2), y: engine.ints(new Array(extent(yStrides) + 3).fill(-9), 3) };
    const expectedInts = reference(ints);
    engine.kernels.copy(ints);
    expect(difference(ints.y.data!, expectedInts)).toBeUndefined();
    expect(engine.strayWrites()).toBe(0);
  });

  test('copy converts between float32 and int32', () => {
    const row = { shape: [5], xOffset: 0, yOffset: 0, xStrides: [1], yStrides: [1] };
    const [floats, ints] = [engine.floats([1.9, -1.9, 0.5, 3, 16777216]), engine.ints([0, 0, 0, 0, 0])];
    engine.kernels.copy({ ...row, x: floats, y: ints });
    expect(valuesOf(ints)).toEqual([1, -1, 0, 3, 16777216]);
    engine.kernels.copy({ ...row, x: ints, y: floats });
    expect(valuesOf(floats)).toEqual([1, -1, 0, 3, 16777216]);
    expect(engine.strayWrites()).toBe(0);
  });

  test('fill sets the first elements, of either type', () => {
    for (const length of lengths) {
      for (const value of [0.1, -0, NaN, -Infinity, 7]) {
        const y = engine.floats(new Float32Array(length + 2).fill(3), length);
        engine.kernels.fill({ y, length, value });
        expect(difference(y.data!, new Float32Array(length + 2).fill(3).fill(value, 0, length))).toBeUndefined();
      }
      const y = engine.ints(new Int32Array(length + 2).fill(3), length);
      engine.kernels.fill({ y, length, value: -2147483648 });
      expect(difference(y.data!, new Int32Array(length + 2).fill(3).fill(-2147483648, 0, length))).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    }
  });

  test.each(geometries)('im2col and col2im: %s', (_, geometry) => {
    const planes = 2 * 3;
    const options = { batch: 2, channels: 3, geometry, imagesOffset: 4, columnsOffset: 5 };
    const imagesLength = 4 + planes * cells(geometry, 'input');
    const columnsLength = 5 + planes * cells(geometry, 'kernel') * cells(geometry, 'output');
    // Whole numbers add up without rounding.
    const wholes = (length: number): Float32Array => randomFloats(length).map((value) => Math.round(value * 100));

    const images = wholes(imagesLength);
    const expectedColumns = nanBuffer(columnsLength);
    typescriptKernels.im2col({ ...options, images: floatBuffer(images), columns: expectedColumns });
    const columns = engine.destination(columnsLength, 1);
    engine.kernels.im2col({ ...options, images: engine.floats(images, 2), columns });
    expect(difference(columns.data!, expectedColumns.data!)).toBeUndefined();

    const sources = wholes(columnsLength);
    const expectedImages = nanBuffer(imagesLength);
    typescriptKernels.col2im({ ...options, columns: floatBuffer(sources), images: expectedImages });
    const got = engine.destination(imagesLength, 3);
    engine.kernels.col2im({ ...options, columns: engine.floats(sources, 1), images: got });
    expect(differenceOfValues(got.data!, expectedImages.data!)).toBeUndefined();
    expect(engine.strayWrites()).toBe(0);
  });
});
