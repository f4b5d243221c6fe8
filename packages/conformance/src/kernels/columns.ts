import type { Geometry } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { assertEqualWithin, dot, dotOfBounds } from '../harness/compare.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import { GUARD, type Device } from '../harness/device.ts';
import { arbitraryGeometry, describeGeometry, inputCells, kernelCells, outputCells } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { col2im, im2col } from '../reference/im2col.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { convTable } from './conv-table.ts';

/** One im2col or col2im to try. */
export interface ColumnCase {
  readonly batch?: number;
  readonly channels?: number;
  readonly geometry: Geometry;
  readonly imagesOffset?: number;
  readonly columnsOffset?: number;
}

function sizesOf({ batch = 1, channels = 1, geometry }: ColumnCase) {
  const imageLength = batch * channels * inputCells(geometry);
  const columnLength = batch * channels * kernelCells(geometry) * outputCells(geometry);
  return { batch, channels, geometry, imageLength, columnLength };
}

const describe = (
  kernel: string,
  { batch = 1, channels = 1, geometry, imagesOffset = 0, columnsOffset = 0 }: ColumnCase,
) =>
  `${kernel} batch ${batch} channels ${channels} ${describeGeometry(geometry)}` +
  ` imagesOffset ${imagesOffset} columnsOffset ${columnsOffset}`;

export async function checkIm2col(device: Device, what: ColumnCase, random: Random): Promise<void> {
  const { imageLength, columnLength, ...sizes } = sizesOf(what);
  const { imagesOffset = 0, columnsOffset = 0 } = what;
  const images = random.floats(imageLength);
  const columns = device.destination(columnsOffset + columnLength + GUARD);
  device.backend.im2col({
    ...sizes,
    images: device.floatsAt(imagesOffset, images),
    imagesOffset,
    columns,
    columnsOffset,
  });
  const shape = [sizes.batch, sizes.channels * kernelCells(sizes.geometry), outputCells(sizes.geometry)];
  await device.checkAt(columns, columnsOffset, exact(im2col(sizes, images)), describe('im2col', what), shape);
}

export async function checkCol2im(device: Device, what: ColumnCase, random: Random): Promise<void> {
  const { imageLength, columnLength, ...sizes } = sizesOf(what);
  const { imagesOffset = 0, columnsOffset = 0 } = what;
  const columns = random.floats(columnLength);
  const images = device.destination(imagesOffset + imageLength + GUARD);
  device.backend.col2im({
    ...sizes,
    images,
    imagesOffset,
    columns: device.floatsAt(columnsOffset, columns),
    columnsOffset,
  });
  const shape = [sizes.batch, sizes.channels, ...sizes.geometry.map(({ input }) => input)];
  await device.checkAt(images, imagesOffset, boundedSums(col2im(sizes, columns)), describe('col2im', what), shape);
}

/** `<im2col x, y> = <x, col2im y>`: needs no reference at all. */
async function checkAdjoint(device: Device, what: ColumnCase, random: Random): Promise<void> {
  const { imageLength, columnLength, ...sizes } = sizesOf(what);
  const x = random.floats(imageLength);
  const y = random.floats(columnLength);
  const columns = device.destination(columnLength);
  const images = device.destination(imageLength);
  const offsets = { imagesOffset: 0, columnsOffset: 0 };
  device.backend.im2col({ ...sizes, ...offsets, images: device.floats(x), columns });
  device.backend.col2im({ ...sizes, ...offsets, images, columns: device.floats(y) });
  const left = dot(await device.read(columns), y);
  const right = dot(x, await device.read(images));
  const { bounds } = boundedSums(col2im(sizes, y));
  assertEqualWithin(left, right, dotOfBounds(x, bounds) + 1e-12, describe('<im2col x, y> = <x, col2im y>:', what));
}

type Check = (device: Device, what: ColumnCase, random: Random) => Promise<void>;

function casesOf(group: string, check: Check): ConformanceCase[] {
  const tables = Object.entries(convTable).map(([what, geometries]) =>
    kernelCase(group, what, async (device, random) => {
      for (const geometry of geometries) await check(device, { batch: 2, channels: 3, geometry }, random);
    }),
  );
  const [first] = convTable['asymmetric padding'];
  const shapes = kernelCase(group, 'offsets, and nothing written beside the region', async (device, random) => {
    for (const [imagesOffset, columnsOffset] of [
      [3, 0],
      [0, 5],
      [7, 11],
    ] as const) {
      await check(device, { batch: 2, channels: 2, geometry: first, imagesOffset, columnsOffset }, random);
    }
  });
  const empty = kernelCase(group, 'an empty batch does nothing', async (device, random) => {
    await check(device, { batch: 0, channels: 2, geometry: first, imagesOffset: 2, columnsOffset: 3 }, random);
  });
  return [
    ...tables,
    shapes,
    empty,
    ...([1, 2, 3] as const).map((axes) => randomCase(group, 'any geometry', axes, check)),
  ];
}

function randomCase(group: string, what: string, axes: 1 | 2 | 3, check: Check): ConformanceCase {
  const arbitrary = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 3 }),
    geometry: arbitraryGeometry(axes),
    imagesOffset: fc.integer({ min: 0, max: 4 }),
    columnsOffset: fc.integer({ min: 0, max: 4 }),
  });
  return kernelProperty(group, `${what} of ${axes} ${axes === 1 ? 'axis' : 'axes'}`, arbitrary, 40, check);
}

export const im2colCases: readonly ConformanceCase[] = [
  ...casesOf('im2col', checkIm2col),
  kernelCase('im2col', 'NaN and infinities are copied, and padding stays 0', async (device) => {
    const geometry = convTable['asymmetric padding'][0];
    const images = Float32Array.from(
      { length: inputCells(geometry) },
      (_, i) => [Number.NaN, Infinity, -Infinity][i % 3]!,
    );
    const sizes = { batch: 1, channels: 1, geometry };
    const columns = device.destination(kernelCells(geometry) * outputCells(geometry));
    device.backend.im2col({ ...sizes, images: device.floats(images), imagesOffset: 0, columns, columnsOffset: 0 });
    await device.check(
      columns,
      exact(im2col(sizes, images)),
      `im2col of NaN and infinities ${describeGeometry(geometry)}`,
    );
  }),
];

export const col2imCases: readonly ConformanceCase[] = [
  ...casesOf('col2im', checkCol2im),
  ...([1, 2, 3] as const).map((axes) =>
    randomCase('col2im', 'is the adjoint of im2col, any geometry', axes, checkAdjoint),
  ),
];
