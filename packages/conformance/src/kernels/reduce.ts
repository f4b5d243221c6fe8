import type { ReduceFunction } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import type { Device } from '../harness/device.ts';
import { argmax, reduce, type ReduceSizes } from '../reference/reduce.ts';
import { exact } from '../tolerance.ts';

const names = Object.keys({ sum: 0, mean: 0, max: 0, min: 0 } satisfies Record<ReduceFunction, 0>) as ReduceFunction[];

const shapes = {
  'the last axis': [
    ...[1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 257].map((size) => ({ outer: 3, size, inner: 1 })),
    { outer: 1, size: 10_007, inner: 1 },
  ],
  'the first axis': [
    ...[1, 2, 5, 8, 17].map((inner) => ({ outer: 1, size: 6, inner })),
    { outer: 1, size: 500, inner: 3 },
  ],
  'a middle axis': [
    { outer: 3, size: 5, inner: 4 },
    { outer: 2, size: 9, inner: 17 },
    { outer: 7, size: 1, inner: 3 },
  ],
} as const satisfies Record<string, readonly ReduceSizes[]>;

const empty: readonly ReduceSizes[] = [
  { outer: 0, size: 3, inner: 2 },
  { outer: 2, size: 3, inner: 0 },
];

const arbitrarySizes = fc.record({
  outer: fc.integer({ min: 1, max: 6 }),
  size: fc.integer({ min: 1, max: 40 }),
  inner: fc.integer({ min: 1, max: 20 }),
});

const describe = (what: string, { outer, size, inner }: ReduceSizes): string =>
  `${what} of [${outer}, ${size}, ${inner}]`;

async function checkReduce(device: Device, name: ReduceFunction, sizes: ReduceSizes, x: Float32Array): Promise<void> {
  const y = device.destination(sizes.outer * sizes.inner);
  device.backend.reduce({ function: name, x: device.floats(x), y, ...sizes });
  await device.check(y, reduce(name, sizes, x), describe(`reduce ${name}`, sizes), [sizes.outer, sizes.inner]);
}

async function checkArgmax(device: Device, sizes: ReduceSizes, x: Float32Array): Promise<void> {
  const y = device.intDestination(sizes.outer * sizes.inner);
  device.backend.argmax({ x: device.floats(x), y, ...sizes });
  await device.check(y, exact(argmax(sizes, x)), describe('argmax', sizes), [sizes.outer, sizes.inner]);
}

const count = ({ outer, size, inner }: ReduceSizes): number => outer * size * inner;

/** One row of 9 for each way in which NaN and infinities can meet. */
const MEETINGS = [
  [NaN, 1, 2, 3, 4, 5, 6, 7, 8],
  [1, 2, 3, 4, 5, 6, 7, 8, NaN],
  [1, 2, NaN, 9, NaN, 4, 3, 2, 1],
  [1, Infinity, 2, 3, 4, 5, 6, 7, 8],
  [1, -Infinity, 2, 3, 4, 5, 6, 7, 8],
  [1, Infinity, 2, -Infinity, 4, 5, 6, 7, 8],
  [Infinity, Infinity, 1, NaN, 1, 1, 1, 1, 1],
  [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
];

function transposed(rows: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(rows[0]!.flatMap((_, j) => rows.map((row) => row[j]!)));
}

export const reduceCases: readonly ConformanceCase[] = names.flatMap((name) => [
  ...Object.entries(shapes).map(([what, list]: [string, readonly ReduceSizes[]]) =>
    kernelCase('reduce', `${name} over ${what}`, async (device, random) => {
      for (const sizes of list) await checkReduce(device, name, sizes, random.floats(count(sizes), -2, 3));
    }),
  ),
  kernelCase('reduce', `${name} of negative numbers only`, async (device, random) => {
    for (const size of [1, 3, 8, 19])
      await checkReduce(device, name, { outer: 2, size, inner: 3 }, random.floats(6 * size, -5, -1));
  }),
  kernelCase('reduce', `${name} of no elements, and of an empty batch`, async (device) => {
    await checkReduce(device, name, { outer: 2, size: 0, inner: 3 }, new Float32Array());
    for (const sizes of empty) await checkReduce(device, name, sizes, new Float32Array());
  }),
  kernelCase('reduce', `${name} of NaN and infinities`, async (device) => {
    const rows = MEETINGS.length;
    await checkReduce(device, name, { outer: rows, size: 9, inner: 1 }, Float32Array.from(MEETINGS.flat()));
    await checkReduce(device, name, { outer: 1, size: 9, inner: rows }, transposed(MEETINGS));
  }),
  kernelProperty('reduce', `${name} of any shape`, arbitrarySizes, 25, (device, sizes, random) =>
    checkReduce(device, name, sizes, random.floats(count(sizes))),
  ),
]);

export const argmaxCases: readonly ConformanceCase[] = [
  ...Object.entries(shapes).map(([what, list]: [string, readonly ReduceSizes[]]) =>
    kernelCase('argmax', `over ${what}`, async (device, random) => {
      for (const sizes of list) await checkArgmax(device, sizes, random.floats(count(sizes)));
    }),
  ),
  kernelCase('argmax', 'the first of equals', async (device, random) => {
    for (const size of [2, 3, 8, 9, 33]) {
      for (const sizes of [
        { outer: 5, size, inner: 1 },
        { outer: 2, size, inner: 6 },
      ]) {
        await checkArgmax(device, sizes, random.wholes(count(sizes), -1, 1));
        await checkArgmax(device, sizes, new Float32Array(count(sizes)).fill(-2));
      }
    }
  }),
  kernelCase('argmax', 'a NaN counts as largest, the first of them; -Infinity is a number', async (device) => {
    const rows = MEETINGS.length;
    await checkArgmax(device, { outer: rows, size: 9, inner: 1 }, Float32Array.from(MEETINGS.flat()));
    await checkArgmax(device, { outer: 1, size: 9, inner: rows }, transposed(MEETINGS));
  }),
  kernelCase('argmax', 'an empty batch does nothing', async (device) => {
    for (const sizes of empty) await checkArgmax(device, sizes, new Float32Array());
  }),
  kernelProperty('argmax', 'any shape, many ties', arbitrarySizes, 40, (device, sizes, random) =>
    checkArgmax(device, sizes, random.wholes(count(sizes))),
  ),
];
