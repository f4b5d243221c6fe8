import { cpu } from '@gemmule/backend-cpu';
import { type Backend, type Geometry, tensor } from '@gemmule/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { assertClose } from './harness/compare.ts';
import { arbitraryGeometry, axis, describeGeometry, inputCells } from './harness/geometry.ts';
import { Random } from './harness/random.ts';
import { convExample, convTransposeExample } from './ops/conv-example.ts';
import type { ExpectedArray, NdArray } from './reference/array.ts';
import { conv } from './reference/conv.ts';
import { convTranspose } from './reference/conv-transpose.ts';
import { matmul } from './reference/matmul.ts';
import { avgPool, maxPool } from './reference/pool.ts';
import { runNode } from './testing/run-node.ts';
import { boundedSums, exact, widened } from './tolerance.ts';

// A second opinion on the oracles themselves: ONNX Runtime's own kernels, on seeded random geometries. Wherever it and our
// float64 references agree, a mistake would have to be made twice, by people who never met.

const SEED = 20_261_122;
const AXES = [1, 2, 3] as const;
let backend: Backend;

beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

const windowAttributes = (geometry: Geometry) => ({
  kernel_shape: geometry.map((a) => a.kernel),
  strides: geometry.map((a) => a.stride),
  dilations: geometry.map((a) => a.dilation),
  pads: [...geometry.map((a) => a.padBefore), ...geometry.map((a) => a.padAfter)],
});

const lengths = (geometry: Geometry, key: 'input' | 'output' | 'kernel'): number[] => geometry.map((a) => a[key]);
const random = (source: Random, shape: readonly number[]): NdArray => ({
  shape,
  data: source.floats(shape.reduce((a, b) => a * b, 1)),
});

interface Channels {
  readonly batch: number;
  readonly from: number;
  readonly to: number;
  readonly groups: number;
}

const channels: fc.Arbitrary<Channels> = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  from: fc.integer({ min: 1, max: 4 }),
  to: fc.integer({ min: 1, max: 4 }),
  groups: fc.integer({ min: 1, max: 3 }),
});

/** The same random values on every run. */
const samples = <T>(arbitrary: fc.Arbitrary<T>, count: number): [T, Random][] =>
  fc.sample(
    fc.tuple(
      arbitrary,
      fc.integer().map((seed) => new Random(seed)),
    ),
    { seed: SEED, numRuns: count },
  );

let compared = 0;
beforeEach(() => {
  compared = 0;
});

/** ONNX Runtime and our reference, each within the bound of one float32 computation of the other's truth. */
function agree(theirs: readonly number[], ours: ExpectedArray, what: string): void {
  assertClose(theirs, ours, `onnxruntime's ${what}`, ours.shape);
  compared += 1;
}

/** Our backend against ONNX Runtime directly: the bounds of both add up. */
async function backendAgrees(example: ReturnType<typeof convExample>, theirs: readonly number[]): Promise<void> {
  const { bounds } = example.reference(...example.inputs);
  const inputs = example.inputs.map(({ data, shape }) => tensor(data, [...shape], { backend }));
  const output = example.run(...inputs);
  const expected = widened({ values: Float64Array.from(theirs), bounds }, 2);
  assertClose(await output.data(), expected, `${example.what} on the CPU backend against onnxruntime`);
  for (const one of [...inputs, output]) one.dispose();
}

describe.each(AXES)('convolutions of %i axes agree with onnxruntime', (axes) => {
  const arbitrary = fc.tuple(arbitraryGeometry(axes), channels);

  test('Conv', async () => {
    for (const [[geometry, { batch, from, to, groups }], source] of samples(arbitrary, 40)) {
      const sizes = { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
      const x = random(source, [batch, sizes.inChannels, ...lengths(geometry, 'input')]);
      const weight = random(source, [sizes.outChannels, from, ...lengths(geometry, 'kernel')]);
      const bias = random(source, [sizes.outChannels]);
      const attributes = { ...windowAttributes(geometry), group: groups };
      const [theirs] = await runNode('Conv', attributes, [x, weight, bias]);
      const shape = [batch, sizes.outChannels, ...lengths(geometry, 'output')];
      const ours = conv({ ...sizes, x: x.data, weight: weight.data, bias: bias.data });
      const what = `Conv ${describeGeometry(geometry)} ${JSON.stringify({ batch, from, to, groups })}`;
      agree(theirs!, { shape, ...boundedSums(ours) }, what);
      if (axes !== 2) continue;
      const example = convExample({ geometry, batch, from, to, groups, bias: true }, source);
      await backendAgrees({ ...example, inputs: [x, weight, bias] }, theirs!);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });

  test('ConvTranspose', async () => {
    for (const [[drawn, { batch, from, to, groups }], source] of samples(arbitrary, 40)) {
      // ONNX Runtime wants output padding below the stride.
      const extra = drawn.map((a) => source.integer(0, a.stride - 1));
      const geometry = drawn.map((a, i) => ({ ...a, input: reached(a) + extra[i]! }));
      // As in ONNX, the padding may not cut off everything.
      if (geometry.some((a) => a.input < 1)) continue;
      const sizes = { batch, inChannels: from * groups, outChannels: to * groups, groups, geometry };
      const x = random(source, [batch, sizes.inChannels, ...lengths(geometry, 'output')]);
      const weight = random(source, [sizes.inChannels, to, ...lengths(geometry, 'kernel')]);
      const bias = random(source, [sizes.outChannels]);
      const attributes = { ...windowAttributes(geometry), group: groups, output_padding: extra };
      const [theirs] = await runNode('ConvTranspose', attributes, [x, weight, bias]);
      const shape = [batch, sizes.outChannels, ...lengths(geometry, 'input')];
      const ours = convTranspose({ ...sizes, x: x.data, weight: weight.data, bias: bias.data });
      const what = `ConvTranspose of ${describeGeometry(geometry)} ${JSON.stringify({ batch, from, to, groups })}`;
      agree(theirs!, { shape, ...boundedSums(ours) }, what);
      if (axes !== 2) continue;
      const example = convTransposeExample({ geometry, batch, from, to, groups, bias: true }, source);
      await backendAgrees({ ...example, inputs: [x, weight, bias] }, theirs!);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });
});

/** Cells that a transposed convolution writes without output padding. */
function reached(a: Geometry[number]): number {
  return (a.output - 1) * a.stride - a.padBefore - a.padAfter + (a.kernel - 1) * a.dilation + 1;
}

describe.each(AXES)('pools of %i axes agree with onnxruntime', (axes) => {
  /** ONNX Runtime demands padding smaller than the kernel. */
  const poolable = (geometry: Geometry): boolean => geometry.every((a) => Math.max(a.padBefore, a.padAfter) < a.kernel);
  const arbitrary = fc
    .record({ drawn: arbitraryGeometry(axes).filter(poolable), ceil: fc.boolean(), countIncludePad: fc.boolean() })
    // ONNX has one ceil mode for all axes.
    .map(({ drawn, ...rest }) => ({ ...rest, geometry: drawn.map((a) => axis({ ...a, ceil: rest.ceil })) }));

  test('MaxPool', async () => {
    for (const [{ geometry, ceil }, source] of samples(arbitrary, 40)) {
      const x = { shape: [2, 2, ...lengths(geometry, 'input')], data: source.wholes(4 * inputCells(geometry), -9, 9) };
      const attributes = { ...windowAttributes(geometry), ceil_mode: Number(ceil) };
      const [values, indices] = await runNode('MaxPool', attributes, [x], ['float32', 'int64']);
      const ours = maxPool({ planes: 4, geometry }, x.data);
      const shape = [2, 2, ...lengths(geometry, 'output')];
      const what = `MaxPool ${describeGeometry(geometry)}`;
      // A dilated window may step over its input. There they give the lowest float32, we -Infinity and no winner.
      const found = values!.map((value, i) => (ours.indices[i]! < 0 ? -Infinity : value));
      agree(found, { shape, ...exact(ours.y) }, what);
      // They count over the whole tensor.
      const inPlane = indices!.map((index, i) => (ours.indices[i]! < 0 ? -1 : index % inputCells(geometry)));
      agree(inPlane, { shape, ...exact(ours.indices) }, `${what}, indices`);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });

  test('AveragePool', async () => {
    for (const [{ geometry, ceil, countIncludePad }, source] of samples(arbitrary, 40)) {
      const x = random(source, [2, 2, ...lengths(geometry, 'input')]);
      const attributes = {
        ...windowAttributes(geometry),
        ceil_mode: Number(ceil),
        count_include_pad: Number(countIncludePad),
      };
      const [theirs] = await runNode('AveragePool', attributes, [x]);
      const ours = boundedSums(avgPool({ planes: 4, geometry, countIncludePad }, x.data));
      const shape = [2, 2, ...lengths(geometry, 'output')];
      agree(
        theirs!,
        { shape, ...ours },
        `AveragePool ${describeGeometry(geometry)} countIncludePad ${countIncludePad}`,
      );
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });
});

describe('products agree with onnxruntime', () => {
  test('MatMul with batches that broadcast', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    const batch = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('both', 'a', 'b')), {
      maxLength: 2,
    });
    for (const [[m, k, n, dimensions], source] of samples(fc.tuple(size, size, size, batch), 60)) {
      const side = (name: string): number[] =>
        dimensions.map(([length, who]) => (who === 'both' || who === name ? length : 1));
      const a = random(source, [...side('a'), m, k]);
      const b = random(source, [...side('b'), k, n]);
      const [theirs] = await runNode('MatMul', {}, [a, b]);
      agree(theirs!, matmul(a, b), `MatMul [${a.shape.join(', ')}] [${b.shape.join(', ')}]`);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });

  test('Gemm with transposes, alpha and beta', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    const settings = fc.tuple(
      size,
      size,
      size,
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom(1, 0.5, -2),
      fc.constantFrom(0, 1, 0.25),
    );
    for (const [[m, k, n, transA, transB, alpha, beta], source] of samples(settings, 40)) {
      const a = random(source, transA ? [k, m] : [m, k]);
      const b = random(source, transB ? [n, k] : [k, n]);
      const c = random(source, [m, n]);
      const attributes = {
        transA: Number(transA),
        transB: Number(transB),
        alpha: { float: alpha },
        beta: { float: beta },
      };
      const [theirs] = await runNode('Gemm', attributes, [a, b, c]);
      const { values, bounds, shape } = matmul(a, b, transA, transB);
      const expected = {
        shape,
        values: values.map((value, i) => alpha * value + beta * c.data[i]!),
        bounds: bounds.map((bound) => Math.abs(alpha) * bound + 1e-6),
      };
      agree(theirs!, expected, `Gemm ${JSON.stringify({ m, k, n, transA, transB, alpha, beta })}`);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });
});

test('a wrong reference would be noticed', () => {
  const geometry: Geometry = [{ input: 4, output: 2, kernel: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 }];
  const ours = {
    shape: [2],
    ...boundedSums(
      conv({ batch: 1, inChannels: 1, outChannels: 1, groups: 1, geometry, x: [1, 2, 3, 4], weight: [1, 1, 1] }),
    ),
  };
  expect(() => agree([6, 8.999], ours, 'Conv')).toThrow("onnxruntime's Conv: element [1] is 8.999, expected 9");
});
