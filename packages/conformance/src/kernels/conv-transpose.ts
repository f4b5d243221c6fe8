import type { Geometry } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import { arbitraryGeometry, axis } from '../harness/geometry.ts';
import { convTranspose } from '../reference/conv-transpose.ts';
import { boundedSums } from '../tolerance.ts';
import { convTable, manyPixels } from './conv-table.ts';
import {
  checkAdjoint,
  checkConvTranspose,
  describe,
  runKernel,
  sizesOf,
  type TransposeCase,
  weightLength,
  xLength,
} from './conv-transpose-check.ts';

const group = 'convTranspose';

const arbitrary = (axes: 1 | 2 | 3): fc.Arbitrary<TransposeCase> =>
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    from: fc.integer({ min: 1, max: 3 }),
    to: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 3 }),
    geometry: arbitraryGeometry(axes),
    xOffset: fc.integer({ min: 0, max: 4 }),
    yOffset: fc.integer({ min: 0, max: 4 }),
  });

const square3 = (height: number, width: number, padding: number): Geometry => [
  axis({ input: height, kernel: 3, padBefore: padding, padAfter: padding }),
  axis({ input: width, kernel: 3, padBefore: padding, padAfter: padding }),
];
const same3 = square3(12, 13, 1);
const example = convTable['asymmetric padding'][0];

function table(what: string, cases: readonly TransposeCase[]): ConformanceCase {
  return kernelCase(group, what, async (device, random) => {
    for (const one of cases) await checkConvTranspose(device, one, random);
  });
}

export const convTransposeCases: readonly ConformanceCase[] = [
  ...Object.entries(convTable).map(([what, geometries]) =>
    table(
      what,
      geometries.map((geometry) => ({ batch: 2, from: 2, to: 3, geometry })),
    ),
  ),
  table(
    'many pixels',
    manyPixels.map((geometry) => ({ batch: 1, from: 2, to: 3, geometry })),
  ),
  table('output padding: cells at the end that only some windows reach', [
    {
      batch: 2,
      geometry: [
        axis({ input: 8, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
        axis({ input: 9, kernel: 2, stride: 4 }),
      ],
    },
    { batch: 1, geometry: [axis({ input: 12, kernel: 3, stride: 5 })] },
  ]),
  table('groups, with different channels in and out', [
    { groups: 2, from: 1, to: 1, geometry: example },
    { groups: 2, from: 3, to: 1, geometry: example },
    { groups: 3, from: 1, to: 2, geometry: example, batch: 2 },
    { groups: 4, from: 1, to: 1, geometry: convTable.stride[0], batch: 2 },
    { groups: 2, from: 2, to: 3, geometry: convTable['pointwise windows'][0], batch: 2 },
  ]),
  table('3x3 at stride 1, images and channels of awkward sizes', [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 13].map((size): TransposeCase => ({
      batch: 2,
      from: 5,
      to: 6,
      geometry: square3(size, size + 2, 1),
    })),
    { from: 9, to: 4, geometry: square3(11, 8, 0) },
    { from: 4, to: 4, groups: 2, geometry: square3(11, 8, 2), xOffset: 3, yOffset: 5 },
    {
      from: 16,
      to: 16,
      geometry: [axis({ input: 9, kernel: 3, padBefore: 2 }), axis({ input: 14, kernel: 3, padAfter: 1 })],
    },
  ]),
  table('depthwise', [
    { batch: 2, from: 1, to: 1, groups: 7, geometry: square3(9, 12, 1), xOffset: 1, yOffset: 2 },
    { batch: 2, from: 1, to: 1, groups: 4, geometry: convTable['stride, dilation and asymmetric padding together'][0] },
    { batch: 1, from: 1, to: 2, groups: 4, geometry: square3(6, 5, 1) },
  ]),
  table('many channels', [
    { from: 33, to: 5, geometry: convTable['symmetric padding'][0] },
    { from: 4, to: 19, geometry: convTable['symmetric padding'][0], batch: 2 },
  ]),
  table('offsets, and nothing written beside the region', [
    { geometry: example, batch: 2, xOffset: 3, yOffset: 0 },
    { geometry: example, batch: 2, xOffset: 0, yOffset: 5 },
    { geometry: convTable['pointwise windows'][0], batch: 2, xOffset: 2, yOffset: 7 },
  ]),
  table('an empty batch does nothing', [{ geometry: example, batch: 0, xOffset: 1, yOffset: 2 }]),

  kernelCase(group, 'NaN and infinities reach what they touch and nothing else', async (device, random) => {
    for (const what of [
      { batch: 1, from: 1, to: 2, geometry: convTable.stride[0] },
      // Large enough for methods that mix neighbours, such as Winograd's; those must not spread a NaN.
      { batch: 2, from: 8, to: 8, geometry: same3 },
      { batch: 2, from: 1, to: 1, groups: 8, geometry: same3 },
    ]) {
      const sizes = sizesOf(what);
      const x = random.floats(xLength(sizes), 0.5, 1);
      x[1] = Number.NaN;
      x[x.length - 1] = Infinity;
      const weight = random.floats(weightLength(sizes), 0.5, 1);
      const { y } = await runKernel(device, what, x, weight);
      const expected = boundedSums(convTranspose({ ...sizes, x, weight }));
      await device.checkAt(y, 0, expected, `${describe(sizes)}, with a NaN and an Infinity`);
    }
  }),

  ...([1, 2, 3] as const).map((axes) =>
    kernelProperty(
      group,
      `any geometry of ${axes} ${axes === 1 ? 'axis' : 'axes'}`,
      arbitrary(axes),
      40,
      checkConvTranspose,
    ),
  ),
  ...([1, 2, 3] as const).map((axes) =>
    kernelProperty(
      group,
      `is the adjoint of the convolution, any geometry of ${axes} ${axes === 1 ? 'axis' : 'axes'}`,
      arbitrary(axes),
      25,
      checkAdjoint,
    ),
  ),
];
