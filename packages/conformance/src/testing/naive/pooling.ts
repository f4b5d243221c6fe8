import type { Geometry, PoolingKernels } from '@gemmule/core';
import { cellOf, eachIndex, eachTap, isInside, lengthsOf, type NaiveBuffer, volumeOf } from './walk.ts';

/** For each output position, how many taps the mean divides by. */
function divisorsOf(geometry: Geometry, countIncludePad: boolean): number[] {
  const divisors: number[] = [];
  eachIndex(lengthsOf(geometry, 'output'), (output) => {
    let taps = 0;
    eachIndex(lengthsOf(geometry, 'kernel'), (kernel) => {
      const cell = cellOf(geometry, output, kernel);
      const inPadded = geometry.every((axis, i) => cell[i]! < axis.input + axis.padAfter);
      if (countIncludePad ? inPadded : isInside(geometry, cell)) taps += 1;
    });
    divisors.push(taps);
  });
  return divisors;
}

export const poolingKernels: PoolingKernels<NaiveBuffer> = {
  maxPool({ x, y, indices, planes, geometry }) {
    const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
    for (let plane = 0; plane < planes; plane += 1) {
      y.data.fill(-Infinity, plane * positions, (plane + 1) * positions);
      indices.data.fill(-1, plane * positions, (plane + 1) * positions);
      eachTap(geometry, (output, _, cell) => {
        const at = plane * positions + output;
        const value = x.data[plane * area + cell]!;
        if (Number.isNaN(y.data[at])) return;
        if (indices.data[at] !== -1 && !Number.isNaN(value) && value <= y.data[at]!) return;
        y.data[at] = value;
        indices.data[at] = cell;
      });
    }
  },

  maxPoolGradient({ dy, indices, dx, planes, geometry }) {
    const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
    const sums = new Float64Array(planes * area);
    for (let i = 0; i < planes * positions; i += 1) {
      const cell = indices.data[i]!;
      if (cell >= 0) sums[Math.floor(i / positions) * area + cell]! += dy.data[i]!;
    }
    dx.data.set(sums);
  },

  avgPool({ x, y, planes, geometry, countIncludePad }) {
    const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
    const divisors = divisorsOf(geometry, countIncludePad);
    for (let plane = 0; plane < planes; plane += 1) {
      const sums = new Float64Array(positions);
      eachTap(geometry, (output, _, cell) => {
        sums[output]! += x.data[plane * area + cell]!;
      });
      y.data.set(
        sums.map((sum, i) => (divisors[i] === 0 ? 0 : sum / divisors[i]!)),
        plane * positions,
      );
    }
  },

  avgPoolGradient({ dy, dx, planes, geometry, countIncludePad }) {
    const [area, positions] = [volumeOf(geometry, 'input'), volumeOf(geometry, 'output')];
    const divisors = divisorsOf(geometry, countIncludePad);
    for (let plane = 0; plane < planes; plane += 1) {
      const sums = new Float64Array(area);
      eachTap(geometry, (output, _, cell) => {
        sums[cell]! += dy.data[plane * positions + output]! / divisors[output]!;
      });
      dx.data.set(sums, plane * area);
    }
  },
};
