import type { Geometry } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { typescriptKernels } from '../typescript/kernels.ts';
import { floatBuffer, intBuffer, nanBuffer, randomFloats, valuesOf } from '../typescript/reference/buffers.ts';
import { depthwiseGeometries } from '../typescript/reference/conv-shapes.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { cells } from '../typescript/volume.ts';
import { createTestEngine, difference, differenceOfValues, flavours } from './reference/test-engine.ts';

const planes = 3;

const around = { padBefore: 1, padAfter: 1 };

const geometries: [string, Geometry][] = [
  ...depthwiseGeometries,
  // Halves, by width: what is left of a vector, an odd row and column, planes of several chunks.
  ...Array.from({ length: 20 }, (_, i): [string, Geometry] => [
    `2x2 halves of ${i + 2} columns`,
    [axis(5 + (i % 2), 2, { stride: 2 }), axis(i + 2, 2, { stride: 2 })],
  ]),
  ['2x2 halves, many chunks', [axis(190, 2, { stride: 2 }), axis(190, 2, { stride: 2 })]],
  ['2x2 halves that hang over the end', [axis(6, 2, { stride: 2 }), axis(7, 2, { stride: 2, output: 4 })]],
  ['2x2 with padding and overlap', [axis(5, 2, { padBefore: 1 }), axis(16, 2, { padAfter: 1 })]],
  ['2x2 with dilation', [axis(9, 2, { stride: 2, dilation: 3 }), axis(19, 2)]],
  ['3x3 with stride 2', [axis(13, 3, { stride: 2, ...around }), axis(23, 3, { stride: 2, ...around })]],
  ['3x3 with stride 1', [axis(13, 3, around), axis(23, 3, around)]],
  ['stride 3', [axis(13, 3, { stride: 3 }), axis(23, 3, { stride: 3 })]],
  ['stride 3 in height only', [axis(13, 3, { stride: 3 }), axis(23, 3)]],
  ['more padding than kernel', [axis(2, 1, { padBefore: 2, padAfter: 1 }), axis(3, 2, { padBefore: 3, padAfter: 3 })]],
  ['one axis', [axis(41, 3, { stride: 2, ...around })]],
  ['the whole plane', [axis(4, 4), axis(5, 5)]],
  [
    'ceil mode',
    [axis(6, 3, { stride: 2, output: 3 }), axis(7, 3, { stride: 3, padAfter: 1, padBefore: 1, output: 4 })],
  ],
];

describe.each(flavours)('%s', async (flavour) => {
  const engine = await createTestEngine(flavour);

  describe.each(geometries)('pooling: %s', (_, geometry) => {
    const area = cells(geometry, 'input');
    const length = planes * cells(geometry, 'output');
    // Whole numbers, with ties.
    const input = randomFloats(planes * area).map((value) => Math.round(value * 6));
    const dy = randomFloats(length, 9).map((value) => Math.round(value * 50));

    test.each(['ties', 'NaN', '-Infinity'])('the largest, with %s among them', (what) => {
      const x = input.slice();
      if (what === 'NaN') x.forEach((value, i) => (x[i] = value > 4 || i % 7 === 0 ? Number.NaN : value));
      if (what === '-Infinity') x.fill(-Infinity, 0, area);
      const expected = { y: nanBuffer(length), indices: intBuffer(new Array(length).fill(-9)) };
      typescriptKernels.maxPool({ x: floatBuffer(x), ...expected, planes, geometry });
      const got = { y: engine.destination(length, 1), indices: engine.ints(new Array(length).fill(-9), 2) };
      engine.kernels.maxPool({ x: engine.floats(x, 3), ...got, planes, geometry });
      expect(difference(got.y.data!, expected.y.data!)).toBeUndefined();
      expect(difference(got.indices.data!, expected.indices.data!)).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    });

    test('its gradient goes to the winners', () => {
      const indices = intBuffer(new Array(length).fill(-9));
      typescriptKernels.maxPool({ x: floatBuffer(input), y: nanBuffer(length), indices, planes, geometry });
      const expected = nanBuffer(planes * area);
      typescriptKernels.maxPoolGradient({ dy: floatBuffer(dy), indices, dx: expected, planes, geometry });
      const dx = engine.destination(planes * area, 3);
      const winners = engine.ints(indices.data!, 2);
      engine.kernels.maxPoolGradient({ dy: engine.floats(dy, 1), indices: winners, dx, planes, geometry });
      expect(differenceOfValues(dx.data!, expected.data!)).toBeUndefined();
      expect(engine.strayWrites()).toBe(0);
    });

    test.each([false, true])('the mean and its gradient, countIncludePad = %s', (countIncludePad) => {
      const expectedY = nanBuffer(length);
      typescriptKernels.avgPool({ x: floatBuffer(input), y: expectedY, planes, geometry, countIncludePad });
      const y = engine.destination(length, 2);
      engine.kernels.avgPool({ x: engine.floats(input, 1), y, planes, geometry, countIncludePad });
      expect(differenceOfValues(y.data!, expectedY.data!)).toBeUndefined();

      const expected = nanBuffer(planes * area);
      typescriptKernels.avgPoolGradient({ dy: floatBuffer(dy), dx: expected, planes, geometry, countIncludePad });
      const dx = engine.destination(planes * area, 2);
      engine.kernels.avgPoolGradient({ dy: engine.floats(dy, 1), dx, planes, geometry, countIncludePad });
      // Up to 25 windows of up to 50 each cover a cell.
      const errors = valuesOf(dx).map((value, i) => Math.abs(value - expected.data![i]!));
      expect(errors.every((error) => error < 1e-4)).toBe(true);
      expect(engine.strayWrites()).toBe(0);
    });
  });

  test('many planes', () => {
    const geometry = [axis(4, 2, { stride: 2 }), axis(6, 2, { stride: 2 })];
    const x = randomFloats(6000 * 24);
    const expected = { y: nanBuffer(6000 * 6), indices: intBuffer(new Array(6000 * 6).fill(-9)) };
    typescriptKernels.maxPool({ x: floatBuffer(x), ...expected, planes: 6000, geometry });
    const got = { y: engine.destination(6000 * 6), indices: engine.ints(new Array(6000 * 6).fill(-9)) };
    engine.kernels.maxPool({ x: engine.floats(x), ...got, planes: 6000, geometry });
    expect(difference(got.y.data!, expected.y.data!)).toBeUndefined();
    expect(difference(got.indices.data!, expected.indices.data!)).toBeUndefined();
    expect(engine.strayWrites()).toBe(0);
  });
});
