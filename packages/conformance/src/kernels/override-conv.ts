import type { BackendBuffer, ConvProduct, Geometry, Overrides } from '@gemmule/core';
import * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assert } from '../harness/compare.ts';
import type { Device } from '../harness/device.ts';
import {
  arbitraryGeometry,
  axis,
  describeGeometry,
  inputCells,
  kernelCells,
  outputCells,
} from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { conv, type ConvSizes, convWeightGradient } from '../reference/conv.ts';
import { boundedSums, widened } from '../tolerance.ts';
import { convTable } from './conv-table.ts';
import { checkUntouched, overrideCase, overrideProperty } from './override-case.ts';

/** Channels are per group; the rest is the contract's. */
interface ConvCase {
  readonly batch?: number;
  readonly from?: number;
  readonly to?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly geometry: Geometry;
}

function sizesOf({ batch = 2, from = 2, to = 3, groups = 1, geometry }: ConvCase): ConvSizes {
  return { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
}

const lengths = ({ batch, inChannels, outChannels, groups, geometry }: ConvSizes) => ({
  x: batch * inChannels * inputCells(geometry),
  weight: outChannels * (inChannels / groups) * kernelCells(geometry),
  y: batch * outChannels * outputCells(geometry),
});

const describe = (what: string, { batch, inChannels, outChannels, groups, geometry }: ConvSizes): string =>
  `${what} batch ${batch} channels ${inChannels} -> ${outChannels} groups ${groups} ${describeGeometry(geometry)}`;

/** A backend that promised to do without a column matrix may not decline afterwards: no memory was planned for one. */
async function declined(
  device: Device,
  product: ConvProduct,
  sizes: ConvSizes,
  destination: BackendBuffer,
  what: string,
): Promise<void> {
  const promised = device.backend.workspace.skipsColumns?.(product, sizes) === true;
  assert(!promised, `${what}: workspace.skipsColumns('${product}') is true, but the override declined`);
  await checkUntouched(device, destination, what);
}

async function checkConv(
  device: Device,
  override: Overrides['conv'],
  what: ConvCase,
  random: Random,
  { convolutionFactor }: CaseContext,
): Promise<void> {
  const sizes = sizesOf(what);
  const { x: xLength, weight: weightLength, y: yLength } = lengths(sizes);
  const x = random.floats(xLength);
  const weight = random.floats(weightLength);
  const bias = what.bias === true ? random.floats(sizes.outChannels) : undefined;
  const y = device.destination(yLength);
  const description = describe(`conv bias ${bias !== undefined}`, sizes);
  const done = override({
    ...sizes,
    x: device.floats(x),
    weight: device.floats(weight),
    bias: bias === undefined ? undefined : device.floats(bias),
    y,
  });
  if (!done) return declined(device, 'forward', sizes, y, description);
  const expected = widened(boundedSums(conv({ ...sizes, x, weight, bias })), convolutionFactor);
  await device.check(y, expected, description, [
    sizes.batch,
    sizes.outChannels,
    ...sizes.geometry.map((a) => a.output),
  ]);
}

async function checkWeightGradient(
  device: Device,
  override: Overrides['convWeightGradient'],
  what: ConvCase,
  random: Random,
  { convolutionFactor }: CaseContext,
): Promise<void> {
  const sizes = sizesOf(what);
  const { x: xLength, weight: weightLength, y: yLength } = lengths(sizes);
  const x = random.floats(xLength);
  const dy = random.floats(yLength);
  const dWeight = device.destination(weightLength);
  const description = describe('convWeightGradient', sizes);
  const done = override({ ...sizes, x: device.floats(x), dy: device.floats(dy), dWeight });
  if (!done) return declined(device, 'weight', sizes, dWeight, description);
  const expected = widened(boundedSums(convWeightGradient({ ...sizes, x, dy })), convolutionFactor);
  const shape = [sizes.outChannels, sizes.inChannels / sizes.groups, ...sizes.geometry.map((a) => a.kernel)];
  await device.check(dWeight, expected, description, shape);
}

const same3 = (height: number, width: number): Geometry => [
  axis({ input: height, kernel: 3, padBefore: 1, padAfter: 1 }),
  axis({ input: width, kernel: 3, padBefore: 1, padAfter: 1 }),
];

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
  'many channels': [{ from: 70, to: 21, geometry: same3(6, 6), batch: 1 }],
  'an empty batch': [{ batch: 0, geometry: same3(4, 4), bias: true }],
};

const arbitrary = (axes: 1 | 2 | 3): fc.Arbitrary<ConvCase> =>
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    from: fc.integer({ min: 1, max: 4 }),
    to: fc.integer({ min: 1, max: 4 }),
    groups: fc.integer({ min: 1, max: 3 }),
    bias: fc.boolean(),
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

/** NaN and infinities at the first and the last cell; the rest finite and positive. */
async function checkNotFinite(device: Device, override: Overrides['conv'], random: Random): Promise<void> {
  for (const { from, to, groups } of [
    { from: 8, to: 8, groups: 1 },
    { from: 1, to: 1, groups: 8 },
  ]) {
    const sizes = sizesOf({ geometry: same3(12, 13), from, to, groups });
    const { x: xLength, weight: weightLength, y: yLength } = lengths(sizes);
    const x = random.floats(xLength, 0.5, 1);
    x[0] = Number.NaN;
    x[xLength - 1] = Infinity;
    const weight = random.floats(weightLength, 0.5, 1);
    const y = device.destination(yLength);
    const what = describe('conv with a NaN and an Infinity', sizes);
    const buffers = { x: device.floats(x), weight: device.floats(weight), bias: undefined, y };
    if (!override({ ...sizes, ...buffers })) await checkUntouched(device, y, what);
    else await device.check(y, boundedSums(conv({ ...sizes, x, weight })), what);
  }
}

export const overrideConvCases: readonly ConformanceCase[] = [
  overrideCase('conv', 'NaN and infinities reach what sees them and nothing else', checkNotFinite),
  ...casesOf('conv', checkConv),
  ...casesOf('convWeightGradient', checkWeightGradient),
];
