import type { Geometry } from '@gemmule/core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { createStorage, type CpuStorage } from '../storage.ts';
import { addProduct, errorOf, randomFloats, type Sums, zeroSums } from '../typescript/reference/buffers.ts';
import { type ConvShape, convSizes, visitConv } from '../typescript/reference/conv.ts';
import { depthwiseGeometries } from '../typescript/reference/conv-shapes.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { cells } from '../typescript/volume.ts';
import { createDepthwise, type Depthwise } from './depthwise.ts';
import { createEngine } from './engine.ts';
import { loadModule } from './module.ts';

const same = (kernel: number): { padBefore: number; padAfter: number } => ({
  padBefore: Math.floor(kernel / 2),
  padAfter: Math.floor((kernel - 1) / 2),
});

/** A square kernel with a stride or a dilation, and as much padding as keeps the size. */
function plane(height: number, width: number, kernel: number, stride = 1, dilation = 1): Geometry {
  const options = { ...same((kernel - 1) * dilation + 1), stride, dilation };
  return [axis(height, kernel, options), axis(width, kernel, options)];
}

const geometries: [string, Geometry][] = [
  ...depthwiseGeometries.filter(([, geometry]) => geometry.length < 3),
  // Around the lengths of vectors, tiles and pairs of rows.
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 20].flatMap((size): [string, Geometry][] => [
    [`3x3 @${size}`, plane(size, size + 1, 3)],
    [`3x3 stride 2 @${size}`, plane(size, size + 1, 3, 2)],
    [`5x5 @${size}`, plane(size + 1, size, 5)],
  ]),
  ['7x7', plane(12, 19, 7)],
  ['7x7 stride 2', plane(13, 22, 7, 2)],
  ['2x2 stride 2', plane(10, 18, 2, 2)],
  ['3x3 stride 3', plane(16, 27, 3, 3)],
  ['3x3 stride 5', plane(16, 27, 3, 5)],
  ['3x3 dilation 3', plane(16, 17, 3, 1, 3)],
  ['3x3 dilation 2, stride 2', plane(16, 17, 3, 2, 2)],
  ['3x3 dilation 3, stride 2', plane(16, 17, 3, 2, 3)],
  ['1x1', plane(5, 6, 1)],
  ['several bands', plane(100, 90, 3)],
  ['several bands, stride 2', plane(150, 100, 3, 2)],
  ['a line', [axis(53, 4, { padBefore: 3 })]],
  ['a line, stride 2', [axis(53, 5, { padBefore: 3, padAfter: 1, stride: 2 })]],
  ['a column', [axis(37, 3, { padBefore: 1 }), axis(1, 1)]],
  // The two ways to pad a stride of 2, of even and odd planes.
  ...[0, 1, 2].flatMap((padBefore) =>
    [16, 17, 24, 30].map((size): [string, Geometry] => [
      `3x3 stride 2 @${size}, padding ${padBefore}`,
      [
        axis(size, 3, { padBefore, padAfter: 1, stride: 2 }),
        axis(size, 3, { padBefore, padAfter: 2 - padBefore, stride: 2 }),
      ],
    ]),
  ),
  // Windows that leave cells out: the padding behind them is negative.
  ['negative padding', [axis(9, 3, { output: 4 }), axis(14, 3, { output: 5, padBefore: 1 })]],
  ['negative padding, stride 2', [axis(13, 3, { output: 4, stride: 2 }), axis(23, 3, { output: 9, stride: 2 })]],
  ['negative padding in front', [axis(9, 3, { padBefore: -2 }), axis(13, 3, { padBefore: -3, padAfter: 1 })]],
  [
    'negative padding in front, stride 2',
    [axis(11, 3, { padBefore: -3, stride: 2 }), axis(23, 3, { padBefore: -1, padAfter: 1, stride: 2 })],
  ],
];

/** Operands of all three products, and what each reads and writes. */
interface Operands {
  readonly shape: ConvShape;
  readonly x: CpuBuffer;
  readonly weight: CpuBuffer;
  readonly bias: CpuBuffer;
  readonly y: CpuBuffer;
}

describe.each(['wasm-simd', 'wasm-relaxed-simd'] as const)('depthwise, %s', (flavour) => {
  let depthwise: Depthwise;
  let storage: CpuStorage;

  beforeAll(async () => {
    const loaded = await loadModule(flavour);
    if ('reason' in loaded) throw new Error(`this host does not run ${flavour}: ${loaded.reason}`);
    const engine = await createEngine(loaded.module, { threads: 1, revectorize: false });
    storage = createStorage(engine.heap);
    depthwise = createDepthwise(engine);
  });

  function buffer(values: Float32Array): CpuBuffer {
    const result = storage.allocate('float32', values.length);
    storage.write(result, values);
    return result;
  }

  /** A destination: whatever its kernel does not write stays NaN. */
  const destination = (length: number): CpuBuffer => buffer(new Float32Array(length).fill(Number.NaN));

  function operands(shape: ConvShape, change = (value: number): number => value): Operands {
    const sizes = convSizes(shape);
    return {
      shape,
      x: buffer(randomFloats(sizes.x, 1).map(change)),
      weight: buffer(randomFloats(sizes.weight, 2).map(change)),
      bias: buffer(randomFloats(shape.outChannels, 3).map(change)),
      y: buffer(randomFloats(sizes.y, 4).map(change)),
    };
  }

  function free({ x, weight, bias, y }: Operands, result: CpuBuffer): void {
    for (const each of [x, weight, bias, y, result]) storage.free(each);
  }

  function forward({ shape, x, weight, bias }: Operands, withBias = true): [CpuBuffer, Sums] {
    const y = destination(convSizes(shape).y);
    const sums = zeroSums(y.length);
    visitConv(shape, (i, k, o) => addProduct(sums, o, x.data![i]! * weight.data![k]!));
    const positions = cells(shape.geometry, 'output');
    if (withBias) {
      sums.values.forEach((_, i) => addProduct(sums, i, bias.data![Math.floor(i / positions) % shape.outChannels]!));
    }
    expect(depthwise.conv({ ...shape, x, weight, bias: withBias ? bias : undefined, activation: undefined, y })).toBe(
      true,
    );
    return [y, sums];
  }

  function transposed({ shape, y, weight }: Operands): [CpuBuffer, Sums] {
    const dx = destination(convSizes(shape).x);
    const sums = zeroSums(dx.length);
    visitConv(shape, (i, k, o) => addProduct(sums, i, y.data![o]! * weight.data![k]!));
    const channels = { inChannels: shape.outChannels, outChannels: shape.inChannels };
    const places = { x: y, xOffset: 0, weight, y: dx, yOffset: 0, columns: undefined };
    expect(depthwise.convTranspose({ ...shape, ...channels, ...places })).toBe(true);
    return [dx, sums];
  }

  function weightGradient({ shape, x, y }: Operands): [CpuBuffer, Sums] {
    const dWeight = destination(convSizes(shape).weight);
    const sums = zeroSums(dWeight.length);
    visitConv(shape, (i, k, o) => addProduct(sums, k, x.data![i]! * y.data![o]!));
    expect(depthwise.convWeightGradient({ ...shape, x, dy: y, dWeight })).toBe(true);
    return [dWeight, sums];
  }

  const products = [
    ['forward', forward],
    ['forward without bias', (all: Operands) => forward(all, false)],
    ['transposed', transposed],
    ['weight', weightGradient],
  ] as const;

  const shapes = (geometry: Geometry): ConvShape[] => [
    { batch: 2, inChannels: 3, outChannels: 3, groups: 3, geometry },
    { batch: 1, inChannels: 2, outChannels: 6, groups: 2, geometry },
  ];

  function check(shape: ConvShape): void {
    for (const [name, run] of products) {
      const all = operands(shape);
      const [result, sums] = run(all);
      // A rounding for each product of an output. Of the thousand that a lane of a gradient adds up, most cancel.
      const terms = name === 'weight' ? 64 : cells(shape.geometry, 'kernel') * (shape.outChannels / shape.groups) + 1;
      expect(`${name} ${errorOf(result, sums) < 2 * terms}`).toBe(`${name} true`);
      free(all, result);
    }
  }

  test.each(geometries)('%s', (_, geometry) => {
    for (const shape of shapes(geometry)) check(shape);
  });

  test('enough channels for several chunks', () => {
    check({ batch: 2, inChannels: 150, outChannels: 150, groups: 150, geometry: plane(28, 28, 3) });
    check({ batch: 1, inChannels: 90, outChannels: 90, groups: 90, geometry: plane(60, 60, 5, 2) });
    check({ batch: 1, inChannels: 1, outChannels: 40, groups: 1, geometry: plane(30, 30, 5) });
  });

  test.each(geometries)('whole numbers give exact results: %s', (_, geometry) => {
    for (const shape of shapes(geometry)) {
      for (const [name, run] of products) {
        const all = operands(shape, (value) => Math.round(value * 4));
        const [result, sums] = run(all);
        expect([name, errorOf(result, sums)]).toEqual([name, 0]);
        free(all, result);
      }
    }
  });

  /** Where a result is not finite, and what it is there. */
  const notFinite = (values: Iterable<number>): [number, number][] =>
    [...values].flatMap((value, i): [number, number][] => (Number.isFinite(value) ? [] : [[i, value]]));

  test.each(geometries)('what is not finite reaches what sees it and nothing else: %s', (_, geometry) => {
    const [height, width] = geometry.length === 1 ? [1, geometry[0]!.input] : geometry.map((one) => one.input);
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      for (const shape of shapes(geometry)) {
        const all = operands(shape, Math.abs);
        // At the edges of a plane, where a vector that reads too far meets them.
        all.x.data![width! - 1] = value;
        all.x.data![(height! - 1) * width!] = value;
        for (const [name, run] of products) {
          // Where padding is 0, its product with what is not finite is NaN, as in a column matrix: finite gradients only.
          if (name === 'transposed') all.y.data![all.y.length - 1] = value;
          const [result, sums] = run(all);
          expect([name, ...notFinite(result.data!)]).toEqual([name, ...notFinite(sums.values)]);
          storage.free(result);
          all.y.data![all.y.length - 1] = 1;
        }
        free(all, destination(0));
      }
    }
  });

  test.each(geometries)('a gradient that is not finite stays in its channel: %s', (_, geometry) => {
    const shape = { batch: 1, inChannels: 2, outChannels: 2, groups: 2, geometry };
    const all = operands(shape);
    all.y.data![cells(geometry, 'output')] = Number.NaN;
    const [result] = weightGradient(all);
    expect(notFinite(result.data!).every(([i]) => i >= cells(geometry, 'kernel'))).toBe(true);
    free(all, result);
  });

  test('an empty batch: no output, and a gradient of 0', () => {
    const shape = { batch: 0, inChannels: 2, outChannels: 4, groups: 2, geometry: plane(5, 5, 3) };
    const all = operands(shape);
    expect(forward(all)[0].length).toBe(0);
    expect(transposed(all)[0].length).toBe(0);
    expect([...weightGradient(all)[0].data!]).toEqual(Array.from({ length: 36 }, () => 0));
  });

  test('a transposed one begins where its offsets say', () => {
    const shape: ConvShape = { batch: 1, inChannels: 2, outChannels: 2, groups: 2, geometry: plane(9, 10, 3, 2) };
    const all = operands(shape);
    const [expected] = transposed(all);
    const x = buffer(Float32Array.of(7, 7, 7, ...all.y.data!));
    const y = destination(expected.length + 3);
    depthwise.convTranspose({ ...shape, x, xOffset: 3, weight: all.weight, y, yOffset: 2, columns: undefined });
    expect([...y.data!]).toEqual([Number.NaN, Number.NaN, ...expected.data!, Number.NaN]);
  });

  test('declines several channels a group, and three axes', () => {
    const wide = { batch: 1, inChannels: 4, outChannels: 4, groups: 2, geometry: plane(5, 5, 3) };
    const deep = { batch: 1, inChannels: 2, outChannels: 2, groups: 2, geometry: [axis(4, 2), axis(4, 2), axis(4, 2)] };
    for (const shape of [wide, deep]) {
      const { x, weight, y } = operands(shape);
      const places = { x: y, xOffset: 0, weight, y: x, yOffset: 0, columns: undefined };
      expect(depthwise.fits(shape)).toBe(false);
      expect(depthwise.conv({ ...shape, x, weight, bias: undefined, activation: undefined, y })).toBe(false);
      expect(depthwise.convTranspose({ ...shape, ...places })).toBe(false);
      expect(depthwise.convWeightGradient({ ...shape, x, dy: y, dWeight: weight })).toBe(false);
    }
  });
});
