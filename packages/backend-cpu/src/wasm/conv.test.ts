import type { Backend } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { addProduct, errorOf, randomFloats, type Sums, zeroSums } from '../typescript/reference/buffers.ts';
import { type ConvShape, convSizes, visitConv } from '../typescript/reference/conv.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { cells } from '../typescript/volume.ts';
import { bufferOf, createBackends, unwritten, variants } from './testing/backends.ts';
import { winogradPays } from './winograd.ts';

const backendOf = createBackends();

interface Data {
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly y: Float32Array;
}

const products = ['forward', 'transposed', 'weight'] as const;
type Product = (typeof products)[number];

/** Runs one of the three products, which has to do without a column matrix. */
function run(
  backend: Backend<CpuBuffer>,
  product: Product,
  shape: ConvShape,
  data: Data,
  bias?: Float32Array,
): CpuBuffer {
  const [x, weight, y] = [data.x, data.weight, data.y].map((values) => bufferOf(backend, values));
  return runOn(backend, product, shape, { x: x!, weight: weight!, y: y! }, bias);
}

function runOn(
  backend: Backend<CpuBuffer>,
  product: Product,
  shape: ConvShape,
  { x, weight, y }: Record<'x' | 'weight' | 'y', CpuBuffer>,
  bias?: Float32Array,
): CpuBuffer {
  const sizes = convSizes(shape);
  if (product === 'forward') {
    const to = unwritten(backend, sizes.y);
    const op = { ...shape, x, weight, bias: bias && bufferOf(backend, bias), activation: undefined, y: to };
    assertTaken(backend.overrides!.conv!(op));
    return to;
  }
  if (product === 'weight') {
    const dWeight = unwritten(backend, sizes.weight);
    assertTaken(backend.overrides!.convWeightGradient!({ ...shape, x, dy: y, dWeight }));
    return dWeight;
  }
  const dx = unwritten(backend, sizes.x);
  backend.convTranspose({
    ...shape,
    inChannels: shape.outChannels,
    outChannels: shape.inChannels,
    x: y,
    xOffset: 0,
    weight,
    y: dx,
    yOffset: 0,
    columns: undefined,
  });
  return dx;
}

function assertTaken(taken: boolean): void {
  if (!taken) throw new Error('the override declined');
}

function reference(product: Product, shape: ConvShape, { x, weight, y }: Data, bias?: Float32Array): Sums {
  const sizes = convSizes(shape);
  const sums = zeroSums(product === 'forward' ? sizes.y : product === 'weight' ? sizes.weight : sizes.x);
  visitConv(shape, (i, k, o) => {
    if (product === 'forward') addProduct(sums, o, x[i]! * weight[k]!);
    else if (product === 'weight') addProduct(sums, k, x[i]! * y[o]!);
    else addProduct(sums, i, y[o]! * weight[k]!);
  });
  const positions = cells(shape.geometry, 'output');
  if (bias) sums.values.forEach((_, i) => addProduct(sums, i, bias[Math.floor(i / positions) % shape.outChannels]!));
  return sums;
}

function randomData(shape: ConvShape): Data {
  const sizes = convSizes(shape);
  return { x: randomFloats(sizes.x, 1), weight: randomFloats(sizes.weight, 2), y: randomFloats(sizes.y, 3) };
}

/** Terms of the longest sum: its error bound in units of roundoff. */
function terms(product: Product, { batch, inChannels, outChannels, groups, geometry }: ConvShape): number {
  const kernel = cells(geometry, 'kernel');
  if (product === 'forward') return (inChannels / groups) * kernel + 1;
  if (product === 'transposed') return (outChannels / groups) * kernel;
  return batch * cells(geometry, 'output');
}

/** Sums whose bound is that of the largest sum in the same plane, as it is for Winograd's method. */
function nearby({ values, magnitudes }: Sums, planeLength: number): Sums {
  const largest = magnitudes.map((_, i) => {
    const start = Math.floor(i / planeLength) * planeLength;
    return magnitudes.subarray(start, start + planeLength).reduce((a, b) => Math.max(a, b), 0);
  });
  return { values, magnitudes: largest };
}

/**
 * Units of roundoff of the largest sum in the plane by which Winograd's method may be off. Its transforms amplify rounding
 * errors; what was seen is up to 24, and grows by less than the square root of the number of channels.
 */
const winogradBound = 48;

const same = { padBefore: 1, padAfter: 1 };

const shapes: [string, ConvShape][] = [
  ['1x1', { batch: 3, inChannels: 7, outChannels: 13, groups: 1, geometry: [axis(5, 1), axis(9, 1)] }],
  [
    'one row longer than a chunk',
    { batch: 1, inChannels: 2, outChannels: 3, groups: 1, geometry: [axis(1300, 5, { padBefore: 2 })] },
  ],
  [
    'taps over several slabs',
    { batch: 1, inChannels: 70, outChannels: 8, groups: 1, geometry: [axis(6, 3, same), axis(5, 3)] },
  ],
  [
    'stride 2',
    {
      batch: 2,
      inChannels: 5,
      outChannels: 7,
      groups: 1,
      geometry: [axis(19, 3, { ...same, stride: 2 }), axis(40, 3, { ...same, stride: 2 })],
    },
  ],
  [
    'stride beyond the kernel',
    {
      batch: 1,
      inChannels: 3,
      outChannels: 4,
      groups: 1,
      geometry: [axis(11, 2, { stride: 3 }), axis(17, 1, { stride: 4, padBefore: 1 })],
    },
  ],
  [
    'strides differ',
    {
      batch: 2,
      inChannels: 4,
      outChannels: 6,
      groups: 2,
      geometry: [axis(9, 4, { stride: 3, padBefore: 2 }), axis(21, 3, { padAfter: 2 })],
    },
  ],
  [
    'dilation',
    {
      batch: 1,
      inChannels: 3,
      outChannels: 5,
      groups: 1,
      geometry: [axis(15, 3, { dilation: 3, padBefore: 2, padAfter: 1 }), axis(12, 2, { dilation: 5 })],
    },
  ],
  [
    'padding beyond the kernel',
    {
      batch: 1,
      inChannels: 2,
      outChannels: 6,
      groups: 1,
      geometry: [axis(4, 2, { padBefore: 3, padAfter: 4 }), axis(3, 3, { padBefore: 5, padAfter: 0 })],
    },
  ],
  [
    '7x7, stride 2',
    {
      batch: 1,
      inChannels: 3,
      outChannels: 8,
      groups: 1,
      geometry: [
        axis(30, 7, { padBefore: 3, padAfter: 3, stride: 2 }),
        axis(33, 7, { padBefore: 3, padAfter: 3, stride: 2 }),
      ],
    },
  ],
  [
    'small planes, several images',
    { batch: 9, inChannels: 6, outChannels: 10, groups: 1, geometry: [axis(3, 3, same), axis(4, 3, same)] },
  ],
  [
    'enough work for two threads',
    {
      batch: 3,
      inChannels: 24,
      outChannels: 40,
      groups: 2,
      geometry: [axis(30, 3, { ...same, stride: 2 }), axis(31, 3, same)],
    },
  ],
];

const winogradShapes: [string, ConvShape][] = [
  [
    'whole tiles',
    { batch: 1, inChannels: 16, outChannels: 18, groups: 1, geometry: [axis(16, 3, same), axis(16, 3, same)] },
  ],
  [
    'ragged tiles',
    { batch: 2, inChannels: 17, outChannels: 23, groups: 1, geometry: [axis(15, 3, same), axis(21, 3, same)] },
  ],
  ['no padding', { batch: 1, inChannels: 20, outChannels: 16, groups: 1, geometry: [axis(22, 3), axis(18, 3)] }],
  [
    'asymmetric padding',
    {
      batch: 1,
      inChannels: 16,
      outChannels: 16,
      groups: 1,
      geometry: [axis(18, 3, { padBefore: 2 }), axis(17, 3, { padAfter: 2 })],
    },
  ],
  [
    'groups',
    { batch: 2, inChannels: 48, outChannels: 32, groups: 2, geometry: [axis(12, 3, same), axis(16, 3, same)] },
  ],
  [
    'narrow planes, several images',
    { batch: 8, inChannels: 16, outChannels: 16, groups: 1, geometry: [axis(8, 3, same), axis(7, 3, same)] },
  ],
  [
    'several chunks',
    { batch: 1, inChannels: 128, outChannels: 16, groups: 1, geometry: [axis(40, 3, same), axis(36, 3, same)] },
  ],
];

describe.each(variants)('convolutions on %s', (name) => {
  describe.each(products)('%s', (product) => {
    test.each(shapes)('%s', (_, shape) => {
      const data = randomData(shape);
      const bias = product === 'forward' ? randomFloats(shape.outChannels, 4) : undefined;
      // A stride with dilation has no phases, and takes columns of its own.
      const result = run(backendOf(name), product, shape, data, bias);
      expect(errorOf(result, reference(product, shape, data, bias))).toBeLessThan(terms(product, shape));
    });
  });

  describe.each(['forward', 'transposed'] as const)('%s by Winograd', (product) => {
    test.each(winogradShapes)('%s', (_, shape) => {
      expect(winogradPays(product, shape)).toBe(true);
      const data = randomData(shape);
      const bias = product === 'forward' ? randomFloats(shape.outChannels, 4) : undefined;
      const result = run(backendOf(name), product, shape, data, bias);
      const expected = reference(product, shape, data, bias);
      const plane = cells(shape.geometry, product === 'forward' ? 'output' : 'input');
      expect(errorOf(result, nearby(expected, plane))).toBeLessThan(winogradBound);
      // And it is Winograd's: the sums of the definition are not that far off.
      expect(errorOf(result, expected)).toBeGreaterThan(0);
    });

    test.each([
      ['NaN', Number.NaN],
      ['an infinity', -Infinity],
      ['a number near the largest', 1e38],
      ['nothing but denormal numbers', 0],
    ])('%s is left to the definition', (what, value) => {
      const [, shape] = winogradShapes[1]!;
      const data = randomData(shape);
      for (const values of [data.x, data.y]) {
        if (value === 0) values.forEach((_, i) => (values[i]! *= 2 ** -130));
        else values[100] = value;
      }
      const result = run(backendOf(name), product, shape, data);
      const { values, magnitudes } = reference(product, shape, data);
      const units = terms(product, shape);
      const wrong = Array.from(result.data!).findIndex((got, i) => {
        const bound = units * (magnitudes[i]! * 2 ** -24 + 2 ** -149);
        return Number.isFinite(values[i]) ? !(Math.abs(got - values[i]!) <= bound) : !Object.is(got, values[i]);
      });
      expect(`${what}: ${wrong}`).toBe(`${what}: -1`);
    });
  });

  test('weights that change are packed again', () => {
    const backend = backendOf(name);
    const [, shape] = winogradShapes[0]!;
    for (const geometry of [shape.geometry, [axis(6, 3), axis(6, 3)]]) {
      const changed = { ...shape, geometry };
      const data = randomData(changed);
      const weight = bufferOf(backend, data.weight);
      const op = {
        ...changed,
        x: bufferOf(backend, data.x),
        weight,
        bias: undefined,
        activation: undefined,
        y: unwritten(backend, data.y.length),
      };
      backend.overrides!.conv!(op);
      const before = Float32Array.from(op.y.data!);
      backend.unary({ function: 'affine', x: weight, y: weight, length: weight.length, alpha: 2, beta: 0 });
      backend.overrides!.conv!(op);
      expect(Float32Array.from(op.y.data!)).toEqual(before.map((value) => 2 * value));
      backend.write(weight, data.weight);
      backend.overrides!.conv!(op);
      expect(Float32Array.from(op.y.data!)).toEqual(before);
    }
  });

  test('weights of another shape in the same buffer are other weights', () => {
    const backend = backendOf(name);
    const wide = { batch: 1, groups: 1, inChannels: 16, outChannels: 32, geometry: [axis(14, 3), axis(14, 3)] };
    const deep = { ...wide, inChannels: 32, outChannels: 16 };
    const values = randomFloats(16 * 32 * 9, 5);
    const weight = bufferOf(backend, values);
    for (const geometry of [wide.geometry, [axis(5, 3), axis(6, 3)], [axis(11, 9)]]) {
      for (const shape of [wide, deep].map((one) => ({ ...one, geometry }))) {
        const { x, y } = randomData(shape);
        for (const product of ['forward', 'transposed'] as const) {
          const shared = { x: bufferOf(backend, x), weight, y: bufferOf(backend, y) };
          const result = runOn(backend, product, shape, shared);
          const expected = reference(product, shape, { x, weight: values, y });
          expect(errorOf(result, nearby(expected, expected.values.length))).toBeLessThan(winogradBound);
        }
      }
    }
  });

  test('an empty batch', () => {
    for (const product of products) {
      const shape = { ...shapes[0]![1], batch: 0 };
      const result = run(backendOf(name), product, shape, randomData(shape));
      expect([...result.data!].every((value) => value === 0)).toBe(true);
    }
  });
});

test('one thread and two give the same bits', () => {
  for (const [, shape] of [...shapes, ...winogradShapes]) {
    const data = randomData(shape);
    for (const product of products) {
      const [one, two] = ['wasm-relaxed-simd', 'wasm-relaxed-simd, 2 threads'].map((name) => {
        return Float32Array.from(run(backendOf(name), product, shape, data).data!);
      });
      expect(one).toEqual(two);
    }
  }
});
