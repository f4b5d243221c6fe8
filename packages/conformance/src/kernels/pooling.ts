import type { Geometry } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import { arbitraryGeometry, axis, inputCells } from '../harness/geometry.ts';
import { exact } from '../tolerance.ts';
import { convTable } from './conv-table.ts';
import {
  type Check,
  checkAdjoint,
  checkAvgPool,
  checkAvgPoolGradient,
  checkMaxPool,
  checkMaxPoolGradient,
  checkSelection,
  noTies,
  type PoolCase,
  withTies,
} from './pooling-check.ts';

const ceil = true;

/** What only pooling has: windows that hang over the end, and windows that see nothing. */
const poolTable: Record<string, readonly Geometry[]> = {
  ...convTable,
  'ceil mode: windows that hang over the end': [
    [axis({ input: 4, kernel: 3, stride: 2, ceil }), axis({ input: 4, kernel: 3, stride: 2, ceil })],
    [
      axis({ input: 5, kernel: 2, stride: 2, padAfter: 1, ceil }),
      axis({ input: 6, kernel: 3, stride: 2, padBefore: 1, ceil }),
    ],
    [axis({ input: 7, kernel: 2, stride: 4, dilation: 3, padAfter: 1, ceil })],
    [
      axis({ input: 4, kernel: 3, stride: 3, padBefore: 1, padAfter: 1, ceil }),
      axis({ input: 5, kernel: 3, stride: 2 }),
    ],
    [
      axis({ input: 3, kernel: 2, stride: 2, ceil }),
      axis({ input: 4, kernel: 3, stride: 2, ceil }),
      axis({ input: 5, kernel: 2, stride: 3, ceil }),
    ],
  ],
  'windows that lie in the padding': [
    [
      axis({ input: 2, kernel: 1, padBefore: 2, padAfter: 1 }),
      axis({ input: 3, kernel: 2, padBefore: 3, padAfter: 3 }),
    ],
    [axis({ input: 3, kernel: 2, dilation: 5, padBefore: 2, padAfter: 2 })],
  ],
};

const checks: Record<string, Check> = {
  maxPool: (device, what, _, random) =>
    checkMaxPool(device, what, noTies(random, what.planes * inputCells(what.geometry))),
  maxPoolGradient: (device, what, _, random) => checkMaxPoolGradient(device, what, random),
  avgPool: (device, what, pad, random) =>
    checkAvgPool(device, what, pad, noTies(random, what.planes * inputCells(what.geometry))),
  avgPoolGradient: checkAvgPoolGradient,
};

const arbitrary = (axes: 1 | 2 | 3): fc.Arbitrary<PoolCase & { pad: boolean }> =>
  fc.record({ planes: fc.integer({ min: 1, max: 3 }), geometry: arbitraryGeometry(axes, ceil), pad: fc.boolean() });

function properties(group: string, what: string, runs: number, check: Check): ConformanceCase[] {
  return ([1, 2, 3] as const).map((axes) =>
    kernelProperty(
      group,
      `${what} of ${axes} ${axes === 1 ? 'axis' : 'axes'}`,
      arbitrary(axes),
      runs,
      (device, { pad, ...sizes }, random) => check(device, sizes, pad, random),
    ),
  );
}

const window: Geometry = [
  axis({ input: 3, kernel: 3, padBefore: 1, padAfter: 1 }),
  axis({ input: 4, kernel: 3, padBefore: 1, padAfter: 1 }),
];

export const poolingCases: readonly ConformanceCase[] = [
  ...Object.entries(checks).flatMap(([group, check]) => [
    ...Object.entries(poolTable).map(([what, geometries]) =>
      kernelCase(group, what, async (device, random) => {
        for (const geometry of geometries) {
          await check(device, { planes: 3, geometry }, true, random);
          if (group.startsWith('avg')) await check(device, { planes: 3, geometry }, false, random);
        }
      }),
    ),
    kernelCase(group, 'no planes', (device, random) => check(device, { planes: 0, geometry: window }, true, random)),
    ...properties(group, 'any geometry', 40, check),
  ]),

  ...properties('maxPool', 'ties go to the first, any geometry', 30, (device, what, _, random) =>
    checkMaxPool(device, what, withTies(random, what.planes * inputCells(what.geometry))),
  ),
  kernelCase('maxPool', 'a NaN wins, the first of several', async (device) => {
    for (const at of [[0], [11], [5], [2, 6], [6, 2, 9], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]) {
      const x = Float32Array.from({ length: 12 }, (_, i) => (at.includes(i) ? NaN : i === 7 ? Infinity : i));
      await checkMaxPool(device, { planes: 1, geometry: window }, x);
    }
  }),
  kernelCase('maxPool', 'a window of -Infinity has a winner: its first cell', async (device) => {
    await checkMaxPool(device, { planes: 2, geometry: window }, new Float32Array(24).fill(-Infinity));
  }),
  kernelCase('maxPool', 'negative numbers beat the padding, which is not 0', async (device, random) => {
    await checkMaxPool(device, { planes: 2, geometry: window }, random.floats(24, -9, -1));
  }),
  kernelCase(
    'maxPoolGradient',
    'cells that win several windows get the sum, index -1 gives nothing',
    async (device) => {
      const geometry: Geometry = [axis({ input: 5, kernel: 2, padBefore: 2 })];
      const indices = [-1, 0, 0, 2, 2, 4];
      const dy = [100, 1, 2, 4, 8, 16];
      const dx = device.destination(5);
      device.backend.maxPoolGradient({ planes: 1, geometry, dy: device.floats(dy), indices: device.ints(indices), dx });
      await device.check(dx, exact([3, 0, 12, 0, 16]), 'maxPoolGradient of indices [-1, 0, 0, 2, 2, 4]');
    },
  ),
  ...properties('maxPoolGradient', 'is the adjoint of the selection by maxPool, any geometry', 25, checkSelection),
  kernelCase('avgPool', 'NaN and infinities stay in their windows', async (device) => {
    const x = Float32Array.from({ length: 12 }, (_, i) => (i === 0 ? NaN : i === 11 ? Infinity : i));
    for (const pad of [true, false]) await checkAvgPool(device, { planes: 1, geometry: window }, pad, x);
  }),
  ...properties('avgPoolGradient', 'is the adjoint of avgPool, any geometry', 25, checkAdjoint),
];
