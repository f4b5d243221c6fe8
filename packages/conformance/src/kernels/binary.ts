import type { BinaryFunction } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import type { Device } from '../harness/device.ts';
import { product } from '../harness/geometry.ts';
import type { Random } from '../harness/random.ts';
import { binary, binaryRules, denseStrides } from '../reference/binary.ts';

const group = 'binary';
export const binaryNames = Object.keys(binaryRules) as BinaryFunction[];

interface Walk {
  readonly shape: readonly number[];
  readonly aStrides: readonly number[];
  readonly bStrides: readonly number[];
}

/** `shape` walked by operands that repeat along the marked axes. */
function broadcast(shape: readonly number[], a: readonly boolean[], b: readonly boolean[]): Walk {
  const strides = (repeat: readonly boolean[]): number[] => {
    const own = denseStrides(shape.map((length, axis) => (repeat[axis] === true ? 1 : length)));
    return own.map((stride, axis) => (repeat[axis] === true ? 0 : stride));
  };
  return { shape, aStrides: strides(a), bStrides: strides(b) };
}

const lengthOf = (shape: readonly number[], strides: readonly number[]): number =>
  product(shape.map((length, axis) => (strides[axis] === 0 ? 1 : length)));

const [same, none] = [[], []];
const B = true;
const o = false;

const walks = {
  'equal shapes': [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 1001].map((n) => broadcast([n], same, none)),
  'a number on either side': [broadcast([37], [o], [B]), broadcast([37], [B], [o]), broadcast([5], [B], [B])],
  'a row': [broadcast([7, 9], [o, o], [B, o]), broadcast([7, 9], [B, o], [o, o]), broadcast([3, 16], [o, o], [B, o])],
  'a column': [broadcast([7, 9], [o, o], [o, B]), broadcast([7, 9], [o, B], [o, o])],
  'a channel in the middle': [broadcast([3, 4, 10], [o, o, o], [B, o, B]), broadcast([3, 4, 10], [B, o, B], [o, o, o])],
  'both sides': [broadcast([4, 5], [B, o], [o, B]), broadcast([4, 5, 6], [o, B, o], [B, o, B])],
  'many axes': [
    broadcast([2, 3, 2, 3, 2], [o, B, o, B, o], [B, o, B, o, B]),
    broadcast([2, 2, 2, 2, 2, 2], [B, o, B, o, B, o], none),
  ],
  'rank 0': [{ shape: [], aStrides: [], bStrides: [] }],
  'no elements': [broadcast([0], none, none), broadcast([3, 0], [o, o], [B, o]), broadcast([0, 4], [o, o], [o, B])],
} as const satisfies Record<string, readonly Walk[]>;

async function check(
  device: Device,
  name: BinaryFunction,
  walk: Walk,
  a: Float32Array,
  b: Float32Array,
): Promise<void> {
  const { shape, aStrides, bStrides } = walk;
  const expected = binary(name, { ...walk, a, b });
  const y = device.destination(product(shape));
  device.backend.binary({ function: name, a: device.floats(a), b: device.floats(b), y, ...walk });
  const what = `binary ${name} shape [${shape.join(', ')}] strides [${aStrides.join(', ')}] and [${bStrides.join(', ')}]`;
  await device.check(y, expected, what, shape);
}

/** Halves between -2 and 2: ties enough to see what `equal` and `greater` do, and no division by 0. */
function operands(walk: Walk, random: Random): readonly [Float32Array, Float32Array] {
  const a = random.wholes(lengthOf(walk.shape, walk.aStrides), -4, 4).map((value) => value / 2);
  const b = random.wholes(lengthOf(walk.shape, walk.bStrides), -4, 4).map((value) => (value === 0 ? 0.75 : value / 2));
  return [a, b];
}

const arbitraryWalk = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }).chain((shape) => {
  const flags = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length });
  return fc.tuple(flags, flags).map(([a, b]) => broadcast(shape, a, b));
});

const SPECIAL = [0, -0, 1, -1, 3, NaN, Infinity, -Infinity];

export const binaryCases: readonly ConformanceCase[] = [
  ...binaryNames.flatMap((name) => [
    kernelCase(group, `${name} of random numbers`, async (device, random) => {
      for (const length of [5, 64, 1003]) {
        await check(
          device,
          name,
          broadcast([length], same, none),
          random.floats(length, -9, 9),
          random.floats(length, 0.1, 9),
        );
      }
    }),
    kernelCase(group, `${name} of every pair of special values`, async (device) => {
      const pairs = SPECIAL.flatMap((a) => SPECIAL.map((b) => [a, b] as const));
      const a = Float32Array.from(pairs, (pair) => pair[0]);
      const b = Float32Array.from(pairs, (pair) => pair[1]);
      // Division by zero: the sign of zero decides, and float64 agrees with float32 on it.
      await check(device, name, broadcast([pairs.length], same, none), a, b);
    }),
  ]),
  ...Object.entries(walks).map(([what, list]: [string, readonly Walk[]]) =>
    kernelCase(group, `broadcasting: ${what}`, async (device, random) => {
      for (const walk of list) {
        for (const name of binaryNames) await check(device, name, walk, ...operands(walk, random));
      }
    }),
  ),
  kernelCase(group, 'y may be a dense operand', async (device, random) => {
    for (const name of binaryNames) {
      for (const side of ['a', 'b'] as const) {
        const walk = side === 'a' ? broadcast([6, 7], [o, o], [B, o]) : broadcast([6, 7], [o, B], [o, o]);
        const [aData, bData] = operands(walk, random);
        const buffers = { a: device.floats(aData), b: device.floats(bData) };
        device.backend.binary({ function: name, ...buffers, y: buffers[side], ...walk });
        const expected = binary(name, { ...walk, a: aData, b: bData });
        await device.check(buffers[side], expected, `binary ${name} into ${side}`, walk.shape);
      }
    }
  }),
  kernelProperty(
    group,
    'any broadcast of any function',
    fc.tuple(fc.constantFrom(...binaryNames), arbitraryWalk),
    80,
    (device, [name, walk], random) => check(device, name, walk, ...operands(walk, random)),
  ),
];
