import type { Overrides } from '@gemmule/core';
import * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import type { Device } from '../harness/device.ts';
import { arbitraryGeometry, axis } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { convTable, manyPixels } from './conv-table.ts';
import { overrideCase, overrideProperty } from './override-case.ts';
import { checkConv, checkNotFinite, checkWeightGradient, type ConvCase, same3 } from './override-conv-check.ts';

/** What fast convolutions treat on their own: 3x3 at stride 1, pointwise, depthwise, and images of awkward sizes. */
const shapes: Record<string, readonly ConvCase[]> = {
  groups: [
    { groups: 2, from: 2, to: 3, geometry: convTable['asymmetric padding'][0] },
    { groups: 3, from: 1, to: 2, geometry: convTable.stride[0], bias: true },
    { groups: 2, from: 4, to: 4, geometry: convTable['pointwise windows'][0] },
  ],
  'depthwise 3x3': [
    { groups: 5, from: 1, to: 1, geometry: same3(7, 9), bias: true },
    { groups: 8, from: 1, to: 1, geometry: same3(12, 16) },
    {
      groups: 4,
      from: 1,
      to: 1,
      geometry: [
        axis({ input: 9, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
        axis({ input: 17, kernel: 3, stride: 2, padBefore: 1, padAfter: 1 }),
      ],
    },
    { groups: 4, from: 1, to: 2, geometry: same3(6, 8) },
  ],
  '3x3 at stride 1, images and channels of awkward sizes': [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 13].map((size) => ({ from: 5, to: 7, geometry: same3(size, size + 2), bias: true })),
    { from: 16, to: 16, geometry: same3(8, 8) },
    { from: 33, to: 9, geometry: same3(14, 7), batch: 1 },
    { from: 8, to: 8, geometry: [axis({ input: 9, kernel: 3 }), axis({ input: 11, kernel: 3, padBefore: 2 })] },
  ],
  pointwise: [
    { from: 9, to: 17, geometry: [axis({ input: 7 }), axis({ input: 5 })], bias: true },
    { from: 3, to: 5, geometry: [axis({ input: 1 }), axis({ input: 1 })], batch: 9 },
    { from: 3, to: 5, geometry: [axis({ input: 7, stride: 2 }), axis({ input: 6, stride: 3 })] },
  ],
  // Their products are sums over nothing: exactly 0, not the rounding error of their neighbours.
  'taps and positions that see nothing but padding': [
    {
      from: 6,
      to: 6,
      geometry: [
        axis({ input: 1, kernel: 3, padBefore: 2, padAfter: 1 }),
        axis({ input: 21, kernel: 3, padBefore: 1, padAfter: 1 }),
      ],
    },
    {
      from: 6,
      to: 6,
      geometry: [
        axis({ input: 23, kernel: 3, padBefore: 2, padAfter: 2 }),
        axis({ input: 1, kernel: 3, padBefore: 1, padAfter: 2 }),
      ],
    },
    {
      from: 4,
      to: 5,
      geometry: [
        axis({ input: 9, kernel: 3, padBefore: 4, padAfter: 3 }),
        axis({ input: 10, kernel: 3, padBefore: 3, padAfter: 4 }),
      ],
    },
  ],
  'many pixels': manyPixels.map((geometry) => ({ geometry, batch: 1, bias: true })),
  'many channels': [{ from: 70, to: 21, geometry: same3(6, 6), batch: 1 }],
  'an empty batch': [{ batch: 0, geometry: same3(4, 4), bias: true }],
};

/** The same kinds once more, through an activation. */
const activated: readonly ConvCase[] = [
  { from: 3, to: 5, geometry: same3(7, 9) },
  { from: 17, to: 19, geometry: same3(15, 18), batch: 1 },
  { from: 4, to: 6, groups: 2, geometry: [axis({ input: 7 }), axis({ input: 5 })] },
  { groups: 5, from: 1, to: 1, geometry: same3(7, 9) },
  { groups: 3, from: 1, to: 2, geometry: convTable.stride[0] },
  { groups: 2, from: 2, to: 3, geometry: convTable['asymmetric padding'][0] },
  { groups: 4, from: 1, to: 1, geometry: convTable.dilation[0] },
  ...convTable['plain windows'].map((geometry) => ({ geometry })),
].flatMap((one) => [true, false].map((bias) => ({ ...one, bias, activation: 'relu' })));

const arbitrary = (axes: 1 | 2 | 3): fc.Arbitrary<ConvCase> =>
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    from: fc.integer({ min: 1, max: 4 }),
    to: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 3 }),
    bias: fc.boolean(),
    activation: fc.constantFrom(undefined, 'relu'),
    geometry: arbitraryGeometry(axes),
  });

function casesOf<Name extends 'conv' | 'convWeightGradient'>(
  name: Name,
  check: (
    device: Device,
    override: Overrides[Name],
    what: ConvCase,
    random: Random,
    context: CaseContext,
  ) => Promise<void>,
): ConformanceCase[] {
  const geometries = Object.entries(convTable).map(([what, list]): [string, readonly ConvCase[]] => [
    what,
    list.map((geometry) => ({ geometry, bias: true })),
  ]);
  return [
    ...[...geometries, ...Object.entries(shapes)].map(([what, list]) =>
      overrideCase(name, what, async (device, override, random, context) => {
        for (const one of list) await check(device, override, one, random, context);
      }),
    ),
    ...([1, 2, 3] as const).map((axes) =>
      overrideProperty(name, `any geometry of ${axes} ${axes === 1 ? 'axis' : 'axes'}`, arbitrary(axes), 40, check),
    ),
  ];
}

export const overrideConvCases: readonly ConformanceCase[] = [
  overrideCase('conv', 'NaN and infinities reach what sees them and nothing else', checkNotFinite),
  overrideCase('conv', 'an activation', async (device, override, random, context) => {
    for (const one of activated) await checkConv(device, override, one, random, context);
  }),
  ...casesOf('conv', checkConv),
  ...casesOf('convWeightGradient', checkWeightGradient),
];
