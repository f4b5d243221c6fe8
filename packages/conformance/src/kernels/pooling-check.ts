import type { Geometry } from '@gemmule/core';
import { assertEqualWithin, dot, dotOfBounds } from '../harness/compare.ts';
import type { Device } from '../harness/device.ts';
import { describeGeometry, inputCells, outputCells } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from '../reference/pool.ts';
import { boundedSums, exact } from '../tolerance.ts';

/** Random data, with ties where ties matter. */
export type Fill = (random: Random, length: number) => Float32Array;
export const withTies: Fill = (random, length) => random.wholes(length, -2, 2);
export const noTies: Fill = (random, length) => random.floats(length, -9, 9);

export interface PoolCase {
  readonly planes: number;
  readonly geometry: Geometry;
}

const describe = (what: string, { planes, geometry }: PoolCase): string =>
  `${what} planes ${planes} ${describeGeometry(geometry)}`;
const xShape = ({ planes, geometry }: PoolCase): number[] => [planes, ...geometry.map((a) => a.input)];
const yShape = ({ planes, geometry }: PoolCase): number[] => [planes, ...geometry.map((a) => a.output)];

export async function checkMaxPool(device: Device, what: PoolCase, x: Float32Array): Promise<void> {
  const length = what.planes * outputCells(what.geometry);
  const y = device.destination(length);
  const indices = device.intDestination(length);
  device.backend.maxPool({ ...what, x: device.floats(x), y, indices });
  const expected = maxPool(what, x);
  await device.check(y, exact(expected.y), describe('maxPool', what), yShape(what));
  await device.check(indices, exact(expected.indices), describe('indices of maxPool', what), yShape(what));
}

export async function checkMaxPoolGradient(device: Device, what: PoolCase, random: Random): Promise<void> {
  const { indices } = maxPool(what, withTies(random, what.planes * inputCells(what.geometry)));
  const dy = random.floats(indices.length);
  const dx = device.destination(what.planes * inputCells(what.geometry));
  device.backend.maxPoolGradient({ ...what, dy: device.floats(dy), indices: device.ints(indices), dx });
  const expected = boundedSums(maxPoolGradient(what, dy, indices));
  await device.check(dx, expected, describe('maxPoolGradient', what), xShape(what));
}

export async function checkAvgPool(
  device: Device,
  what: PoolCase,
  countIncludePad: boolean,
  x: Float32Array,
): Promise<void> {
  const y = device.destination(what.planes * outputCells(what.geometry));
  device.backend.avgPool({ ...what, countIncludePad, x: device.floats(x), y });
  const expected = boundedSums(avgPool({ ...what, countIncludePad }, x));
  await device.check(y, expected, describe(`avgPool countIncludePad ${countIncludePad}`, what), yShape(what));
}

export async function checkAvgPoolGradient(
  device: Device,
  what: PoolCase,
  countIncludePad: boolean,
  random: Random,
): Promise<void> {
  const dy = random.floats(what.planes * outputCells(what.geometry));
  const dx = device.destination(what.planes * inputCells(what.geometry));
  device.backend.avgPoolGradient({ ...what, countIncludePad, dy: device.floats(dy), dx });
  const expected = boundedSums(avgPoolGradient({ ...what, countIncludePad }, dy));
  await device.check(dx, expected, describe(`avgPoolGradient countIncludePad ${countIncludePad}`, what), xShape(what));
}

/** `<avgPool x, y> = <x, avgPoolGradient y>`, from the kernels alone. */
export async function checkAdjoint(
  device: Device,
  what: PoolCase,
  countIncludePad: boolean,
  random: Random,
): Promise<void> {
  const x = random.floats(what.planes * inputCells(what.geometry));
  const dy = random.floats(what.planes * outputCells(what.geometry));
  const y = device.destination(dy.length);
  const dx = device.destination(x.length);
  device.backend.avgPool({ ...what, countIncludePad, x: device.floats(x), y });
  device.backend.avgPoolGradient({ ...what, countIncludePad, dy: device.floats(dy), dx });
  const left = dot(await device.read(y), dy);
  const right = dot(x, await device.read(dx));
  const bound =
    dotOfBounds(dy, boundedSums(avgPool({ ...what, countIncludePad }, x)).bounds) +
    dotOfBounds(x, boundedSums(avgPoolGradient({ ...what, countIncludePad }, dy)).bounds) +
    1e-12;
  assertEqualWithin(left, right, bound, describe('<avgPool x, y> = <x, avgPoolGradient y>:', what));
}

/**
 * With its winners fixed, max-pooling is a selection of cells: `<maxPool x, dy> = <x, maxPoolGradient dy>` with the
 * indices that the backend itself found.
 */
export async function checkSelection(device: Device, what: PoolCase, _: boolean, random: Random): Promise<void> {
  const x = random.floats(what.planes * inputCells(what.geometry));
  const y = device.destination(what.planes * outputCells(what.geometry));
  const indices = device.intDestination(y.length);
  const dx = device.destination(x.length);
  device.backend.maxPool({ ...what, x: device.floats(x), y, indices });
  const values = (await device.read(y)).map((value) => (value === -Infinity ? 0 : value));
  const dy = random.floats(values.length);
  device.backend.maxPoolGradient({ ...what, dy: device.floats(dy), indices, dx });
  const { bounds } = boundedSums(maxPoolGradient(what, dy, await device.read(indices)));
  const right = dot(x, await device.read(dx));
  const bound = dotOfBounds(x, bounds) + 1e-12;
  assertEqualWithin(dot(values, dy), right, bound, describe('<maxPool x, y> = <x, maxPoolGradient y>:', what));
}

export type Check = (device: Device, what: PoolCase, countIncludePad: boolean, random: Random) => Promise<void>;
