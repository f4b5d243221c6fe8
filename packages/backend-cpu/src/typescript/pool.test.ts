import type { Geometry } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { avgPoolGradient } from './avg-pool-gradient.ts';
import { avgPool } from './avg-pool.ts';
import { maxPoolGradient } from './max-pool-gradient.ts';
import { maxPool } from './max-pool.ts';
import { floatBuffer, intBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { depthwiseGeometries } from './reference/conv-shapes.ts';
import { axis } from './reference/geometry.ts';
import { asVolume, cells } from './volume.ts';

const planes = 3;

const geometries: [string, Geometry][] = [
  ...depthwiseGeometries,
  ['2x2 halves', [axis(8, 2, { stride: 2 }), axis(6, 2, { stride: 2 })]],
  ['2x2 with padding and overlap', [axis(5, 2, { padBefore: 1 }), axis(6, 2, { padAfter: 1 })]],
  ['2x2 with dilation', [axis(9, 2, { stride: 2, dilation: 3 }), axis(9, 2)]],
  ['the whole plane', [axis(4, 4), axis(5, 5)]],
  // Ceil mode: the last window hangs over the end, here even over the padding.
  [
    'ceil mode',
    [axis(6, 3, { stride: 2, output: 3 }), axis(7, 3, { stride: 3, padAfter: 1, padBefore: 1, output: 4 })],
  ],
];

interface Window {
  readonly cells: readonly number[];
  readonly paddedTaps: number;
}

/** The windows of one plane in row-major order: the cells they see, and how many of their taps lie in the padded input. */
function windowsOf(geometry: Geometry): Window[] {
  const { depth, height, width } = asVolume(geometry);
  const windows: Window[] = [];
  for (let oz = 0; oz < depth.output; oz++) {
    for (let oy = 0; oy < height.output; oy++) {
      for (let ox = 0; ox < width.output; ox++) {
        const seen: number[] = [];
        let paddedTaps = 0;
        for (let kz = 0; kz < depth.kernel; kz++) {
          for (let ky = 0; ky < height.kernel; ky++) {
            for (let kx = 0; kx < width.kernel; kx++) {
              const z = oz * depth.stride - depth.padBefore + kz * depth.dilation;
              const y = oy * height.stride - height.padBefore + ky * height.dilation;
              const x = ox * width.stride - width.padBefore + kx * width.dilation;
              const inPadded =
                z < depth.input + depth.padAfter &&
                y < height.input + height.padAfter &&
                x < width.input + width.padAfter;
              const inside = z >= 0 && y >= 0 && x >= 0 && z < depth.input && y < height.input && x < width.input;
              if (inPadded) paddedTaps += 1;
              if (inside) seen.push((z * height.input + y) * width.input + x);
            }
          }
        }
        windows.push({ cells: seen, paddedTaps });
      }
    }
  }
  return windows;
}

describe.each(geometries)('pooling: %s', (_, geometry) => {
  const windows = windowsOf(geometry);
  const area = cells(geometry, 'input');
  const input = randomFloats(planes * area).map((value) => Math.round(value * 6));

  function runMax(x: Float32Array): { y: number[]; indices: number[] } {
    const y = nanBuffer(planes * windows.length);
    const indices = intBuffer(new Array(y.length).fill(-9));
    maxPool({ x: floatBuffer(x), y, indices, planes, geometry });
    return { y: valuesOf(y), indices: valuesOf(indices) };
  }

  test.each(['equals', 'NaN', '-Infinity'])('the largest, with %s among them', (what) => {
    const x = input.slice();
    if (what === 'NaN') x.forEach((value, i) => (x[i] = value > 4 || i % 7 === 0 ? Number.NaN : value));
    if (what === '-Infinity') x.fill(-Infinity, 0, area);
    const { y, indices } = runMax(x);
    for (let plane = 0; plane < planes; plane++) {
      windows.forEach((window, o) => {
        const values = window.cells.map((cell) => x[plane * area + cell]!);
        const nan = values.findIndex(Number.isNaN);
        const winner = nan >= 0 ? nan : values.indexOf(Math.max(...values));
        expect(indices[plane * windows.length + o]).toBe(window.cells[winner] ?? -1);
        expect(y[plane * windows.length + o]).toBe(values[winner] ?? -Infinity);
      });
    }
  });

  test('its gradient goes to the winners', () => {
    const { indices } = runMax(input);
    const dy = randomFloats(indices.length, 9).map((value) => Math.round(value * 50));
    const dx = nanBuffer(planes * area);
    maxPoolGradient({ dy: floatBuffer(dy), indices: intBuffer(indices), dx, planes, geometry });
    const expected = new Array<number>(planes * area).fill(0);
    indices.forEach((winner, o) => {
      if (winner >= 0) expected[Math.floor(o / windows.length) * area + winner]! += dy[o]!;
    });
    expect(valuesOf(dx)).toEqual(expected);
  });

  test.each([false, true])('the mean and its gradient, countIncludePad = %s', (countIncludePad) => {
    const y = nanBuffer(planes * windows.length);
    avgPool({ x: floatBuffer(input), y, planes, geometry, countIncludePad });
    const dy = randomFloats(y.length, 9);
    const dx = nanBuffer(planes * area);
    avgPoolGradient({ dy: floatBuffer(dy), dx, planes, geometry, countIncludePad });
    const gradient = new Float64Array(planes * area);
    for (let plane = 0; plane < planes; plane++) {
      windows.forEach((window, o) => {
        const divisor = countIncludePad ? window.paddedTaps : window.cells.length;
        const sum = window.cells.reduce((total, cell) => total + input[plane * area + cell]!, 0);
        expect(y.data![plane * windows.length + o]).toBe(divisor === 0 ? 0 : Math.fround(sum / divisor));
        for (const cell of window.cells) gradient[plane * area + cell]! += dy[plane * windows.length + o]! / divisor;
      });
    }
    valuesOf(dx).forEach((value, i) => expect(Math.abs(value - gradient[i]!)).toBeLessThan(3e-7));
  });
});
