import type { Geometry } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { assertEqualWithin, dot, dotOfBounds } from '../harness/compare.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import type { Device } from '../harness/device.ts';
import { arbitraryGeometry, axis, describeGeometry, inputCells, outputCells } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from '../reference/pool.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { convTable } from './conv-table.ts';

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

/** Random data, with ties where ties matter. */
type Fill = (random: Random, length: number) => Float32Array;
const withTies: Fill = (random, length) => random.wholes(length, -2, 2);
const noTies: Fill = (random, length) => random.floats(length, -9, 9);

interface PoolCase {
  readonly planes: number;
  readonly geometry: Geometry;
}

const describe = (what: string, { planes, geometry }: PoolCase): string =>
  `${what} planes ${planes} ${describeGeometry(geometry)}`;
const xShape = ({ planes, geometry }: PoolCase): number[] => [planes, ...geometry.map((a) => a.input)];
const yShape = ({ planes, geometry }: PoolCase): number[] => [planes, ...geometry.map((a) => a.output)];

async function checkMaxPool(device: Device, what: PoolCase, x: Float32Array): Promise<void> {
  const length = what.planes * outputCells(what.geometry);
  const y = device.destination(length);
  const indices = device.intDestination(length);
  device.backend.maxPool({ ...what, x: device.floats(x), y, indices });
  const expected = maxPool(what, x);
  await device.check(y, exact(expected.y), describe('maxPool', what), yShape(what));
  await device.check(indices, exact(expected.indices), describe('indices of maxPool', what), yShape(what));
}

async function checkMaxPoolGradient(device: Device, what: PoolCase, random: Random): Promise<void> {
  const { indices } = maxPool(what, withTies(random, what.planes * inputCells(what.geometry)));
  const dy = random.floats(indices.length);
  const dx = device.destination(what.planes * inputCells(what.geometry));
  device.backend.maxPoolGradient({ ...what, dy: device.floats(dy), indices: device.ints(indices), dx });
  const expected = boundedSums(maxPoolGradient(what, dy, indices));
  await device.check(dx, expected, describe('maxPoolGradient', what), xShape(what));
}

async function checkAvgPool(device: Device, what: PoolCase, countIncludePad: boolean, x: Float32Array): Promise<void> {
  const y = device.destination(what.planes * outputCells(what.geometry));
  device.backend.avgPool({ ...what, countIncludePad, x: device.floats(x), y });
  const expected = boundedSums(avgPool({ ...what, countIncludePad }, x));
  await device.check(y, expected, describe(`avgPool countIncludePad ${countIncludePad}`, what), yShape(what));
}

async function checkAvgPoolGradient(
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
async function checkAdjoint(device: Device, what: PoolCase, countIncludePad: boolean, random: Random): Promise<void> {
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
async function checkSelection(device: Device, what: PoolCase, _: boolean, random: Random): Promise<void> {
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

type Check = (device: Device, what: PoolCase, countIncludePad: boolean, random: Random) => Promise<void>;

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
      const indices = [-1, 0, 0, 2, 2, 2];
      const dy = [100, 1, 2, 4, 8, 16];
      const dx = device.destination(5);
      device.backend.maxPoolGradient({ planes: 1, geometry, dy: device.floats(dy), indices: device.ints(indices), dx });
      await device.check(dx, exact([3, 0, 28, 0, 0]), 'maxPoolGradient of indices [-1, 0, 0, 2, 2, 2]');
    },
  ),
  ...properties('maxPoolGradient', 'is the adjoint of the selection by maxPool, any geometry', 25, checkSelection),
  kernelCase('avgPool', 'NaN and infinities stay in their windows', async (device) => {
    const x = Float32Array.from({ length: 12 }, (_, i) => (i === 0 ? NaN : i === 11 ? Infinity : i));
    for (const pad of [true, false]) await checkAvgPool(device, { planes: 1, geometry: window }, pad, x);
  }),
  ...properties('avgPoolGradient', 'is the adjoint of avgPool, any geometry', 25, checkAdjoint),
];
