import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import { kernelCase, kernelProperty } from '../harness/define.ts';
import { gemm } from '../reference/gemm.ts';
import { checkGemm, type GemmCase, type Layout } from './gemm-check.ts';

const group = 'gemm';

/** Several geometries under one name. */
function table(what: string, cases: readonly GemmCase[]): ConformanceCase {
  return kernelCase(group, what, async (device, random) => {
    for (const one of cases) await checkGemm(device, one, random);
  });
}

const T: Layout = { transposed: true };
/** Sizes around the tiles and vector widths that fast kernels use, so that every tail is taken. */
const TAILS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33];

const arbitraryLayout = (axes: number): fc.Arbitrary<Layout> =>
  fc.record({
    transposed: fc.boolean(),
    gap: fc.integer({ min: 0, max: 3 }),
    offset: fc.integer({ min: 0, max: 6 }),
    repeat: fc.array(fc.boolean(), { minLength: axes, maxLength: axes }),
    batchGap: fc.integer({ min: 0, max: 4 }),
  });

const scale = fc.constantFrom(0, 1, -1, 0.5, 2.25, -0.375);

const arbitraryGemm: fc.Arbitrary<GemmCase> = fc
  .array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 })
  .chain((batch) =>
    fc.record({
      m: fc.integer({ min: 1, max: 20 }),
      n: fc.integer({ min: 1, max: 36 }),
      k: fc.integer({ min: 0, max: 24 }),
      alpha: scale,
      beta: scale,
      batch: fc.constant(batch),
      a: arbitraryLayout(batch.length),
      b: arbitraryLayout(batch.length),
      c: arbitraryLayout(batch.length),
    }),
  );

export const gemmCases: readonly ConformanceCase[] = [
  table('plain products of every tail size', [
    ...TAILS.map((size) => ({ m: size, n: 19, k: 6 })),
    ...TAILS.map((size) => ({ m: 5, n: size, k: 6 })),
    ...TAILS.map((size) => ({ m: 5, n: 10, k: size })),
    ...TAILS.map((size) => ({ m: size, n: size, k: size })),
  ]),
  table('matrix times vector, vector times matrix, inner and outer product', [
    { m: 37, n: 1, k: 29 },
    { m: 1, n: 41, k: 29 },
    { m: 1, n: 1, k: 100 },
    { m: 17, n: 23, k: 1 },
  ]),
  table('a product larger than one cache block', [
    { m: 70, n: 130, k: 300 },
    { m: 200, n: 40, k: 60, a: T },
    { m: 30, n: 1100, k: 20, b: T },
  ]),
  table('sides longer than a texture may be', [
    { m: 5000, n: 9, k: 7 },
    { m: 9, n: 5000, k: 7, b: T },
    { m: 9, n: 7, k: 5000, alpha: 0.5 },
  ]),
  table(
    'transposes are strides',
    [
      { m: 13, n: 21, k: 9 },
      { m: 8, n: 16, k: 32 },
    ].flatMap((size) => [
      { ...size, a: T },
      { ...size, b: T },
      { ...size, a: T, b: T },
      { ...size, a: T, b: T, alpha: 0.5, beta: 1 },
    ]),
  ),
  table('offsets, and lines longer than the matrix', [
    { m: 7, n: 11, k: 5, a: { offset: 3 }, b: { offset: 5 }, c: { offset: 7 } },
    { m: 7, n: 11, k: 5, a: { gap: 3 }, b: { gap: 2 }, c: { gap: 4 } },
    { m: 7, n: 11, k: 5, a: { ...T, gap: 1, offset: 1 }, b: { ...T, gap: 2, offset: 9 }, c: { gap: 1, offset: 2 } },
  ]),
  table('alpha scales the product, also where it is 0', [
    { m: 6, n: 9, k: 7, alpha: 0.5 },
    { m: 6, n: 9, k: 7, alpha: -1 },
    { m: 6, n: 9, k: 7, alpha: 0 },
    ...TAILS.map((k) => ({ m: 7, n: 18, k, alpha: 2.5 })),
  ]),
  table('beta = 1 adds to C, other values scale it', [
    { m: 9, n: 17, k: 11, beta: 1 },
    { m: 9, n: 17, k: 11, beta: -0.5, alpha: 2 },
    { m: 9, n: 17, k: 11, beta: 1, alpha: 0 },
    ...TAILS.map((n) => ({ m: 7, n, k: 3, alpha: 0.5, beta: 0.25 })),
  ]),
  table('beta = 0 never reads C, which holds NaN', [
    { m: 9, n: 17, k: 11 },
    { m: 1, n: 1, k: 1 },
    { m: 64, n: 64, k: 3, alpha: 0.5 },
    { m: 3, n: 5, k: 4, batch: [3] },
  ]),
  table('k = 0 gives beta C, or zeros', [
    { m: 4, n: 6, k: 0 },
    { m: 4, n: 6, k: 0, beta: 0.5 },
    { m: 4, n: 6, k: 0, batch: [2], alpha: 3 },
  ]),
  table('m = 0, n = 0 and an empty batch do nothing', [
    { m: 0, n: 6, k: 3 },
    { m: 4, n: 0, k: 3 },
    { m: 4, n: 6, k: 3, batch: [0] },
    { m: 4, n: 6, k: 3, batch: [2, 0], beta: 1 },
  ]),
  table('a batch walks by its strides', [
    { m: 5, n: 7, k: 3, batch: [4] },
    { m: 5, n: 7, k: 3, batch: [4], a: { batchGap: 3 }, b: { batchGap: 1 }, c: { batchGap: 2 } },
    { m: 5, n: 7, k: 3, batch: [2, 3], a: T, beta: 1 },
    { m: 5, n: 7, k: 3, batch: [2, 3, 2], b: T },
    { m: 5, n: 7, k: 3, batch: [1] },
  ]),
  table('a batch stride of 0 repeats the matrix', [
    { m: 5, n: 7, k: 3, batch: [4], a: { repeat: [true] } },
    { m: 5, n: 7, k: 3, batch: [4], b: { repeat: [true] } },
    { m: 5, n: 7, k: 3, batch: [4], a: { repeat: [true] }, b: { repeat: [true] } },
    { m: 5, n: 7, k: 3, batch: [2, 3], a: { repeat: [true, false] }, b: { repeat: [false, true] } },
    { m: 5, n: 7, k: 3, batch: [3, 2, 2], a: { repeat: [false, true, false] }, b: { repeat: [true, false, true] } },
  ]),

  kernelCase(group, 'any strides: repeated rows and columns, and overlapping windows', async (device, random) => {
    const { backend } = device;
    const [m, n, k] = [6, 9, 5];
    const aData = random.floats(m + k - 1);
    const bData = random.floats(n);
    const cData = new Float32Array(m * n).fill(Number.NaN);
    const shared = { m, n, k, alpha: 1, beta: 0, batch: [] };
    const strides = { batchStrides: [], offset: 0 };
    // A is a Hankel matrix: every row is the same signal, one further. All rows of B are one vector.
    const hankel = { ...strides, rowStride: 1, columnStride: 1 };
    const repeated = { ...strides, rowStride: 0, columnStride: 1 };
    const dense = { ...strides, rowStride: n, columnStride: 1 };
    const c = device.floats(cData);
    backend.gemm({
      ...shared,
      a: { ...hankel, buffer: device.floats(aData) },
      b: { ...repeated, buffer: device.floats(bData) },
      c: { ...dense, buffer: c },
    });
    const expected = gemm({
      ...shared,
      a: { ...hankel, data: aData },
      b: { ...repeated, data: bData },
      c: { ...dense, data: cData },
    });
    await device.check(c, expected, 'gemm with strides A (1, 1), B (0, 1)', [m, n]);
  }),

  kernelCase(group, 'A and B may be one buffer', async (device, random) => {
    const data = random.floats(49);
    const dense = { offset: 0, rowStride: 7, columnStride: 1, batchStrides: [] };
    const turned = { ...dense, rowStride: 1, columnStride: 7 };
    const cData = new Float32Array(49).fill(Number.NaN);
    const shared = { m: 7, n: 7, k: 7, alpha: 1, beta: 0, batch: [] };
    const buffer = device.floats(data);
    const c = device.floats(cData);
    device.backend.gemm({ ...shared, a: { ...dense, buffer }, b: { ...turned, buffer }, c: { ...dense, buffer: c } });
    const expected = gemm({ ...shared, a: { ...dense, data }, b: { ...turned, data }, c: { ...dense, data: cData } });
    await device.check(c, expected, 'gemm A times its own transpose', [7, 7]);
  }),

  kernelCase(group, 'NaN and infinities stay in their rows and columns', async (device, random) => {
    const [m, n, k] = [9, 18, 7];
    const aData = random.floats(m * k, 0.5, 1);
    const bData = random.floats(k * n, 0.5, 1);
    aData[2 * k + 3] = Number.NaN;
    aData[5 * k + 6] = Infinity;
    bData[4 * n + 17] = -Infinity;
    const cData = new Float32Array(m * n).fill(Number.NaN);
    const dense = { offset: 0, columnStride: 1, batchStrides: [] };
    const shared = { m, n, k, alpha: 1, beta: 0, batch: [] };
    const c = device.floats(cData);
    device.backend.gemm({
      ...shared,
      a: { ...dense, rowStride: k, buffer: device.floats(aData) },
      b: { ...dense, rowStride: n, buffer: device.floats(bData) },
      c: { ...dense, rowStride: n, buffer: c },
    });
    const expected = gemm({
      ...shared,
      a: { ...dense, rowStride: k, data: aData },
      b: { ...dense, rowStride: n, data: bData },
      c: { ...dense, rowStride: n, data: cData },
    });
    await device.check(c, expected, 'gemm with a NaN in row 2, Infinity in row 5, -Infinity in column 17', [m, n]);
  }),

  kernelProperty(group, 'any sizes, strides, batches and scales', arbitraryGemm, 150, checkGemm),
];
