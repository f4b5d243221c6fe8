import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BinaryFunction, Geometry, ReduceFunction, UnaryFunction } from '@gemmule/core';
import { expect, test } from 'vitest';
import { type CpuBuffer, floats } from '../cpu-buffer.ts';
import type { CpuKernels } from '../kernels.ts';
import { createStorage } from '../storage.ts';
import { axis } from '../typescript/reference/geometry.ts';
import { createEngine, type Job, type WasmEngine } from './engine.ts';
import { createWasmKernels } from './kernels.ts';
import { loadModule } from './module.ts';
import { createPackedWeights } from './packed-weights.ts';

/*
 * A job is written as numbers one after another and read as the fields of a class, in another language. Nothing but this
 * test knows both.
 */

const assembly = join(import.meta.dirname, '../../assembly');
const read = (path: string): string => readFileSync(join(assembly, `${path}.ts`), 'utf8');

/** Fields of a class of a file, those of the class it extends first; both may be imported. */
function fieldsOf(path: string, name: string): string[] {
  const source = read(path);
  const found = new RegExp(`class ${name}(?: extends (\\w+))? \\{(.*?)^\\}`, 'ms').exec(source);
  if (found === null) {
    const imported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '([^']+)'`).exec(source);
    if (imported === null) throw new Error(`${path}: no class ${name}`);
    return fieldsOf(join(dirname(path), imported[1]!), name);
  }
  const [, parent, body = ''] = found;
  const own = [...body.matchAll(/^ {2}(\w+): (usize|i32|f32);$/gm)].map(([, field, type]) => `${field} ${type}`);
  return [...(parent === undefined ? [] : fieldsOf(path, parent)), ...own];
}

/** The fields of each kernel's job, by the names that the module exports. */
function jobFields(): Map<string, string[]> {
  const kernels = new Map<string, string[]>();
  for (const [, names = '', path = ''] of read('index').matchAll(/export \{ ([^}]+) \} from '\.\/([^']+)'/g)) {
    for (const name of names.split(', ')) {
      const [own = name, exported = own] = name.split(' as ');
      const job = new RegExp(`function ${own}\\(job: (\\w+), scratch: usize, chunk: i32\\)`).exec(read(path));
      if (job !== null) kernels.set(exported, fieldsOf(path, job[1]!));
    }
  }
  return kernels;
}

/** An engine that runs jobs as another, and remembers the fields they came with. */
function recording(engine: WasmEngine, seen: Map<string, string[]>): WasmEngine {
  const run = (job: Job): void => {
    const whole = Object.keys(job.integers).map((name) => `${name} whole`);
    const real = Object.keys(job.floats ?? {}).map((name) => `${name} f32`);
    seen.set(job.kernel, [...whole, ...real]);
    engine.run(job);
  };
  return { ...engine, run };
}

const unaries = 'affine abs sign exp log sqrt relu leakyRelu step sigmoid tanh erf gelu silu'.split(' ');
const binaries = 'add sub mul div maximum minimum equal greater'.split(' ');

/** Calls whatever has a WASM kernel. */
function callAll(kernels: CpuKernels, buffer: () => CpuBuffer, indices: CpuBuffer): void {
  const [x, y] = [buffer(), buffer()];
  for (const name of unaries as UnaryFunction[]) {
    kernels.unary({ function: name, x, y, length: 9, alpha: 1, beta: 0 });
  }
  kernels.unary({ function: 'pow', x, y, length: 9, alpha: 2, beta: 0 });
  for (const name of binaries as BinaryFunction[]) {
    kernels.binary({ function: name, a: x, b: y, y: buffer(), shape: [9], aStrides: [1], bStrides: [1] });
  }
  for (const inner of [1, 4]) {
    for (const name of ['sum', 'max', 'min'] as ReduceFunction[]) {
      kernels.reduce({ function: name, x, y, outer: 2, size: 3, inner });
    }
    kernels.overrides.softmax({ x, y, outer: 2, size: 3, inner, logarithm: false });
  }
  const rates = { learningRate: 1, momentum: 0, nesterov: false, weightDecay: 0 };
  kernels.overrides.sgdStep({ parameter: x, gradient: y, velocity: undefined, length: 9, ...rates });
  const decays = { beta1: 0.9, beta2: 0.9, secondCorrection: 1, epsilon: 1, weightDecay: 0, decoupledDecay: 0 };
  const moments = { firstMoment: buffer(), secondMoment: buffer() };
  kernels.overrides.adamStep({ parameter: x, gradient: y, ...moments, length: 9, stepSize: 1, ...decays });
  kernels.fill({ y, length: 9, value: 1 });
  const copied = { x, xOffset: 0, y, yOffset: 0, shape: [4, 5] };
  kernels.copy({ ...copied, xStrides: [1, 4], yStrides: [5, 1] });
  kernels.copy({ ...copied, xStrides: [6, 1], yStrides: [5, 1] });

  const windows: Geometry = [axis(8, 2, { stride: 2 }), axis(8, 2, { stride: 2 })];
  kernels.maxPool({ x, y, indices, planes: 1, geometry: windows });
  kernels.maxPoolGradient({ dy: y, indices, dx: x, planes: 1, geometry: windows });
  kernels.avgPool({ x, y, planes: 1, geometry: windows, countIncludePad: false });
  kernels.avgPoolGradient({ dy: y, dx: x, planes: 1, geometry: windows, countIncludePad: false });
  const columns = {
    images: x,
    imagesOffset: 0,
    columns: y,
    columnsOffset: 0,
    batch: 1,
    channels: 1,
    geometry: windows,
  };
  kernels.im2col(columns);
  kernels.col2im(columns);

  const matrix = (of: CpuBuffer) => ({ buffer: of, offset: 0, rowStride: 8, columnStride: 1, batchStrides: [] });
  const square = { m: 8, n: 8, k: 8, alpha: 1, beta: 0, batch: [] };
  kernels.gemm({ ...square, a: matrix(x), b: matrix(y), c: matrix(buffer()) });
  const same = { padBefore: 1, padAfter: 1 };
  const plane: Geometry = [axis(16, 3, same), axis(16, 3, same)];
  // Depthwise, as products, and by Winograd.
  for (const [channels, groups] of [
    [4, 4],
    [8, 1],
    [16, 1],
  ] as const) {
    const sizes = { batch: 1, inChannels: channels, outChannels: channels, groups, geometry: plane };
    const weight = buffer();
    kernels.overrides.conv({ ...sizes, x, weight, bias: undefined, activation: undefined, y });
    kernels.convTranspose({ ...sizes, x, xOffset: 0, weight, y, yOffset: 0, columns: undefined });
    kernels.overrides.convWeightGradient({ ...sizes, x, dy: y, dWeight: buffer() });
  }
}

test('jobs have the fields that their kernels read, in their order', async () => {
  const loaded = await loadModule('wasm-simd');
  if ('reason' in loaded) throw new Error(loaded.reason);
  const engine = await createEngine(loaded.module, { threads: 1, revectorize: false });
  const seen = new Map<string, string[]>();
  const recorder = recording(engine, seen);
  const storage = createStorage(engine.heap);
  const kernels = createWasmKernels(recorder, createPackedWeights(engine.memory), 'fast');
  const buffer = (): CpuBuffer => {
    const made = storage.allocate('float32', 16 * 16 * 18);
    floats(made).fill(0.5);
    return made;
  };
  callAll(kernels, buffer, storage.allocate('int32', 64));

  const fields = jobFields();
  expect([...seen.keys()].sort()).toEqual([...fields.keys()].sort());
  for (const [kernel, expected] of fields) {
    expect([kernel, ...seen.get(kernel)!]).toEqual([
      kernel,
      ...expected.map((field) => field.replace(/usize|i32/, 'whole')),
    ]);
  }
});
