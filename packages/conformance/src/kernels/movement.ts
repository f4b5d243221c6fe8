import type { DType } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import { GUARD, INT_POISON, surround, type Device } from '../harness/device.ts';
import { product } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { denseStrides } from '../reference/binary.ts';
import { copy } from '../reference/copy.ts';
import { exact } from '../tolerance.ts';

/** A strided copy by what it walks; buffers are made just long enough, plus a poisoned tail. */
export interface CopyCase {
  readonly shape: readonly number[];
  readonly xStrides?: readonly number[];
  readonly yStrides?: readonly number[];
  readonly xOffset?: number;
  readonly yOffset?: number;
  readonly xType?: DType;
  readonly yType?: DType;
}

/** Elements up to and including the last one a walk touches. */
function extent(offset: number, shape: readonly number[], strides: readonly number[]): number {
  if (product(shape) === 0) return offset;
  return offset + 1 + shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, 0);
}

export async function checkCopy(
  device: Device,
  what: CopyCase,
  random: Random,
  data?: readonly number[],
): Promise<void> {
  const { shape, xOffset = 0, yOffset = 0, xType = 'float32', yType = 'float32' } = what;
  const xStrides = what.xStrides ?? denseStrides(shape);
  const yStrides = what.yStrides ?? denseStrides(shape);
  const length = extent(xOffset, shape, xStrides);
  const values = data ?? (xType === 'int32' ? random.wholes(length, -1000, 1000) : random.floats(length, -99, 99));
  const poison = yType === 'int32' ? INT_POISON : Number.NaN;
  const before = surround([], extent(yOffset, shape, yStrides), GUARD, poison);
  const x = xType === 'int32' ? device.ints(values) : device.floats(values);
  const y = yType === 'int32' ? device.ints(before) : device.floats(before);
  const walk = { shape, xOffset, xStrides, yOffset, yStrides };
  device.backend.copy({ ...walk, x, y });
  const expected = copy({ ...walk, x: values, xType, y: before, yType });
  await device.check(
    y,
    exact(expected),
    `copy ${xType} -> ${yType} shape [${shape.join(', ')}] x ${xOffset} + [${xStrides.join(', ')}]` +
      ` y ${yOffset} + [${yStrides.join(', ')}] (NaN and ${INT_POISON} mean untouched)`,
  );
}

function table(what: string, cases: readonly CopyCase[]): ConformanceCase {
  return kernelCase('copy', what, async (device, random) => {
    for (const one of cases) await checkCopy(device, one, random);
  });
}

/** A random permutation of a random shape, with room around both sides, sometimes repeating along an axis. */
const arbitraryCopy: fc.Arbitrary<CopyCase> = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
    order: fc.array(fc.integer(), { minLength: 5, maxLength: 5 }),
    room: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 10, maxLength: 10 }),
    repeat: fc.integer({ min: -1, max: 4 }),
    xOffset: fc.integer({ min: 0, max: 5 }),
    yOffset: fc.integer({ min: 0, max: 5 }),
    xType: fc.constantFrom<DType>('float32', 'float32', 'int32'),
    yType: fc.constantFrom<DType>('float32', 'float32', 'int32'),
  })
  .map(({ shape, order, room, repeat, ...rest }) => {
    const turned = shape.map((_, axis) => axis).sort((a, b) => order[a]! - order[b]!);
    const xStrides = stridesInOrder(shape, turned, room);
    if (repeat >= 0 && repeat < shape.length) xStrides[repeat] = 0;
    return {
      shape,
      xStrides,
      yStrides: stridesInOrder(
        shape,
        shape.map((_, axis) => axis),
        room.slice(5),
      ),
      ...rest,
    };
  });

/** Strides of an array whose axes lie in memory in `order`, each with `room` unused entries at its end. */
function stridesInOrder(shape: readonly number[], order: readonly number[], room: readonly number[]): number[] {
  const strides = shape.map(() => 0);
  let stride = 1;
  for (const axis of [...order].reverse()) {
    strides[axis] = stride;
    stride *= shape[axis]! + room[axis]!;
  }
  return strides;
}

export const copyCases: readonly ConformanceCase[] = [
  table(
    'dense blocks of every tail size',
    [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 1025].map((n) => ({ shape: [n] })),
  ),
  table('transposes and permutations', [
    { shape: [5, 7], xStrides: [1, 5] },
    { shape: [16, 33], xStrides: [1, 16] },
    { shape: [2, 3, 4], xStrides: [1, 2, 6] },
    { shape: [3, 4, 5], xStrides: [5, 15, 1] },
    { shape: [2, 3, 4, 5], xStrides: [1, 2, 6, 24] },
    { shape: [4, 6], yStrides: [1, 4] },
    { shape: [2, 2, 2, 3, 2, 2], xStrides: [1, 2, 4, 8, 24, 48] },
  ]),
  table('offsets', [
    { shape: [9], xOffset: 4 },
    { shape: [9], yOffset: 3 },
    { shape: [3, 5], xOffset: 7, yOffset: 11 },
    { shape: [16, 16], xOffset: 1, yOffset: 2 },
  ]),
  table('slices: steps and lines longer than the block', [
    { shape: [5], xStrides: [3], xOffset: 1 },
    { shape: [4, 5], xStrides: [9, 1], xOffset: 2 },
    { shape: [4, 5], xStrides: [20, 2] },
    { shape: [2, 3, 4], xStrides: [60, 10, 2], xOffset: 3 },
  ]),
  table('concatenation and padding: gaps in y stay as they were', [
    { shape: [4, 5], yStrides: [9, 1], yOffset: 2 },
    { shape: [2, 3, 4], yStrides: [60, 10, 2], yOffset: 3 },
    { shape: [3, 8], yStrides: [16, 1], yOffset: 8 },
    { shape: [2, 3, 3], yStrides: [25, 5, 1], yOffset: 6 },
  ]),
  table('a stride of 0 repeats', [
    { shape: [7], xStrides: [0], xOffset: 2 },
    { shape: [5, 9], xStrides: [0, 1] },
    { shape: [5, 9], xStrides: [1, 0] },
    { shape: [3, 4, 5], xStrides: [5, 0, 1] },
  ]),
  table('rank 0 and axes of length 1', [{ shape: [] }, { shape: [], xOffset: 3, yOffset: 2 }, { shape: [1, 1, 4, 1] }]),
  table('no elements', [{ shape: [0] }, { shape: [3, 0], yOffset: 2 }, { shape: [0, 4], xOffset: 3 }]),
  table('int32 to int32', [
    { shape: [5, 7], xStrides: [1, 5], xType: 'int32', yType: 'int32' },
    { shape: [33], xOffset: 1, yOffset: 2, xType: 'int32', yType: 'int32' },
  ]),
  table('int32 to float32 and back', [
    { shape: [5, 7], xStrides: [1, 5], xType: 'int32', yType: 'float32' },
    { shape: [5, 7], xStrides: [1, 5], xOffset: 2, yOffset: 3, xType: 'float32', yType: 'int32' },
    { shape: [65], xType: 'float32', yType: 'int32' },
  ]),
  kernelCase('copy', 'float32 to int32 truncates towards 0', async (device, random) => {
    const data = [0, 0.9, -0.9, 1.5, -1.5, 2.999999, -2.999999, 16777216, -16777216, 2147483520, -2147483648];
    await checkCopy(device, { shape: [data.length], xType: 'float32', yType: 'int32' }, random, data);
  }),
  kernelCase('copy', 'int32 keeps every bit, also beyond 2^24', async (device, random) => {
    const data = [16777217, -16777217, 2147483647, -2147483648, 123456789, 0, -1];
    await checkCopy(device, { shape: [data.length], xType: 'int32', yType: 'int32' }, random, data);
    await checkCopy(device, { shape: [data.length], xType: 'int32', yType: 'float32' }, random, data);
  }),
  kernelCase('copy', 'NaN and infinities are copied', async (device, random) => {
    const data = [NaN, Infinity, -Infinity, 1, 2, NaN, 3, 4, 5];
    await checkCopy(device, { shape: [3, 3], xStrides: [1, 3], yOffset: 1 }, random, data);
  }),
  kernelProperty('copy', 'any permutation, slice, gap, repetition and conversion', arbitraryCopy, 120, checkCopy),
];

export const fillCases: readonly ConformanceCase[] = [
  kernelCase('fill', 'the first elements, and no others', async (device) => {
    for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 1025]) {
      const y = device.destination(length + GUARD);
      device.backend.fill({ y, length, value: 1.5 });
      await device.checkAt(y, 0, exact(new Float64Array(length).fill(1.5)), `fill of ${length}`);
    }
  }),
  kernelCase('fill', 'every kind of value', async (device) => {
    for (const value of [0, -1, Math.fround(0.1), Infinity, -Infinity, NaN, 3.4028234663852886e38]) {
      const y = device.floats(new Float32Array(9).fill(7));
      device.backend.fill({ y, length: 9, value });
      await device.check(y, exact(new Float64Array(9).fill(value)), `fill with ${value}`);
    }
  }),
  kernelCase('fill', 'int32', async (device) => {
    for (const value of [0, -1, 7, 16777217, 2147483647, -2147483648]) {
      const y = device.intDestination(12);
      device.backend.fill({ y, length: 9, value });
      const expected = surround(new Array<number>(9).fill(value), 0, 3, INT_POISON);
      await device.check(y, exact(expected), `fill of int32 with ${value}`);
    }
  }),
];
