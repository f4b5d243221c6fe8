import { type Geometry, workspaceLength } from '@gemmule/core';
import { assertEqualWithin, dot, dotOfBounds } from '../harness/compare.ts';
import { GUARD, type Device } from '../harness/device.ts';
import { describeGeometry, inputCells, kernelCells, outputCells } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { conv } from '../reference/conv.ts';
import { convTranspose } from '../reference/conv-transpose.ts';
import { boundedSums } from '../tolerance.ts';

export interface TransposeCase {
  readonly batch?: number;
  /** Channels per group, of what it reads and of what it writes. */
  readonly from?: number;
  readonly to?: number;
  readonly groups?: number;
  readonly geometry: Geometry;
  readonly xOffset?: number;
  readonly yOffset?: number;
}

export interface Sizes {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly geometry: Geometry;
}

export function sizesOf({ batch = 1, from = 2, to = 2, groups = 1, geometry }: TransposeCase): Sizes {
  return { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
}

export const xLength = ({ batch, inChannels, geometry }: Sizes): number => batch * inChannels * outputCells(geometry);
const yLength = ({ batch, outChannels, geometry }: Sizes): number => batch * outChannels * inputCells(geometry);
export const weightLength = ({ inChannels, outChannels, groups, geometry }: Sizes): number =>
  inChannels * (outChannels / groups) * kernelCells(geometry);

export const describe = ({ batch, inChannels, outChannels, groups, geometry }: Sizes): string =>
  `convTranspose batch ${batch} channels ${inChannels} -> ${outChannels} groups ${groups},` +
  ` transposing ${describeGeometry(geometry)}`;

/** Runs the kernel with NaN in its destination and in the scratch columns it may ask for. */
export async function runKernel(
  device: Device,
  what: TransposeCase,
  x: Float32Array,
  weight: Float32Array,
): Promise<{ y: ReturnType<Device['destination']>; sizes: Sizes }> {
  const sizes = sizesOf(what);
  const { xOffset = 0, yOffset = 0 } = what;
  // The convolution being transposed reads what this writes.
  const transposed = { ...sizes, inChannels: sizes.outChannels, outChannels: sizes.inChannels };
  const wantsColumns = workspaceLength(device.backend, 'transposed', transposed) > 0;
  const columnLength = sizes.batch * sizes.outChannels * kernelCells(sizes.geometry) * outputCells(sizes.geometry);
  const y = device.destination(yOffset + yLength(sizes) + GUARD);
  device.backend.convTranspose({
    ...sizes,
    x: device.floatsAt(xOffset, x),
    xOffset,
    weight: device.floats(weight),
    y,
    yOffset,
    columns: wantsColumns ? device.destination(columnLength) : undefined,
  });
  return { y, sizes };
}

export async function checkConvTranspose(device: Device, what: TransposeCase, random: Random): Promise<void> {
  const sizes = sizesOf(what);
  const x = random.floats(xLength(sizes));
  const weight = random.floats(weightLength(sizes));
  const { y } = await runKernel(device, what, x, weight);
  const expected = boundedSums(convTranspose({ ...sizes, x, weight }));
  const shape =
    what.yOffset === undefined ? [sizes.batch, sizes.outChannels, ...sizes.geometry.map((a) => a.input)] : [];
  await device.checkAt(y, what.yOffset ?? 0, expected, describe(sizes), shape);
}

/** `<conv u, v> = <u, convTranspose v>`, the convolution being the float64 reference. */
export async function checkAdjoint(device: Device, what: TransposeCase, random: Random): Promise<void> {
  const sizes = sizesOf(what);
  const u = random.floats(yLength(sizes));
  const v = random.floats(xLength(sizes));
  const weight = random.floats(weightLength(sizes));
  const { y } = await runKernel(device, { ...what, xOffset: 0, yOffset: 0 }, v, weight);
  const forward = { ...sizes, inChannels: sizes.outChannels, outChannels: sizes.inChannels };
  const left = dot(conv({ ...forward, x: u, weight }).values, v);
  const right = dot(u, (await device.read(y)).subarray(0, u.length));
  const { bounds } = boundedSums(convTranspose({ ...sizes, x: v, weight }));
  const bound = dotOfBounds(u, bounds) + 1e-12;
  assertEqualWithin(left, right, bound, `<conv u, v> = <u, convTranspose v>: ${describe(sizes)}`);
}
