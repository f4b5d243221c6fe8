import type { Activation, BackendBuffer, ConvProduct, Geometry, Overrides } from '@gemmule/core';
import type { CaseContext } from '../harness/case.ts';
import { assert } from '../harness/compare.ts';
import type { Device } from '../harness/device.ts';
import { axis, describeGeometry, inputCells, kernelCells, outputCells } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { conv, type ConvSizes, convWeightGradient } from '../reference/conv.ts';
import { boundedSums, widened } from '../tolerance.ts';
import { checkUntouched } from './override-case.ts';

/** Channels are per group; the rest is the contract's. */
export interface ConvCase {
  readonly batch?: number;
  readonly from?: number;
  readonly to?: number;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly activation?: Activation | undefined;
  readonly geometry: Geometry;
}

export function sizesOf({ batch = 2, from = 2, to = 3, groups = 1, geometry }: ConvCase): ConvSizes {
  return { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
}

/** Elements of the three operands. */
export const lengths = ({
  batch,
  inChannels,
  outChannels,
  groups,
  geometry,
}: ConvSizes): { x: number; weight: number; y: number } => ({
  x: batch * inChannels * inputCells(geometry),
  weight: outChannels * (inChannels / groups) * kernelCells(geometry),
  y: batch * outChannels * outputCells(geometry),
});

export const describe = (what: string, { batch, inChannels, outChannels, groups, geometry }: ConvSizes): string =>
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

export async function checkConv(
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
  const { activation } = what;
  const description = describe(`conv bias ${bias !== undefined} activation ${activation}`, sizes);
  const done = override({
    ...sizes,
    x: device.floats(x),
    weight: device.floats(weight),
    bias: bias === undefined ? undefined : device.floats(bias),
    activation,
    y,
  });
  if (!done) return declined(device, 'forward', sizes, y, description);
  const expected = widened(boundedSums(conv({ ...sizes, x, weight, bias, activation })), convolutionFactor);
  await device.check(y, expected, description, [
    sizes.batch,
    sizes.outChannels,
    ...sizes.geometry.map((a) => a.output),
  ]);
}

export async function checkWeightGradient(
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

/** 3x3 with padding 1. */
export const same3 = (height: number, width: number): Geometry => [
  axis({ input: height, kernel: 3, padBefore: 1, padAfter: 1 }),
  axis({ input: width, kernel: 3, padBefore: 1, padAfter: 1 }),
];

/** NaN and infinities at the first and the last cell; the rest finite and positive, and the weights of either sign. */
export async function checkNotFinite(device: Device, override: Overrides['conv'], random: Random): Promise<void> {
  for (const { from, to, groups, activation } of [
    { from: 8, to: 8, groups: 1, activation: undefined },
    { from: 1, to: 1, groups: 8, activation: undefined },
    { from: 8, to: 8, groups: 1, activation: 'relu' },
    { from: 1, to: 1, groups: 8, activation: 'relu' },
  ] as const) {
    const sizes = sizesOf({ geometry: same3(12, 13), from, to, groups });
    const { x: xLength, weight: weightLength, y: yLength } = lengths(sizes);
    const x = random.floats(xLength, 0.5, 1);
    x[0] = Number.NaN;
    x[xLength - 1] = Infinity;
    const weight = random.floats(weightLength);
    const y = device.destination(yLength);
    const what = describe(`conv with a NaN and an Infinity, activation ${activation}`, sizes);
    const buffers = { x: device.floats(x), weight: device.floats(weight), bias: undefined, activation, y };
    if (!override({ ...sizes, ...buffers })) await checkUntouched(device, y, what);
    else await device.check(y, boundedSums(conv({ ...sizes, x, weight, activation })), what);
  }
}
