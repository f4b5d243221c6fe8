import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../autograd/gradients.ts';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { ones } from '../create.ts';
import { scope } from '../memory/scope.ts';
import { conv2d } from '../ops/conv/conv2d.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { softmax } from '../ops/normalization/softmax.ts';
import { sum } from '../ops/reduction/sum.ts';
import { convFlops } from '../shape/conv-flops.ts';
import { convGeometry } from '../shape/conv-geometry.ts';
import { cpu } from '../testing/cpu.ts';
import { profile } from './profile.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const step = (): number =>
  scope(() => {
    const x = ones([2, 3, 8, 8]);
    const w = ones([4, 3, 3, 3], { requiresGrad: true });
    const y = relu(conv2d(x, w, { padding: 1 }));
    const [dw] = gradients(sum(y), [w]);
    return dw.dataSync()[0]!;
  });

test('tells which operation ran which kernels, forward and backward', async () => {
  const found = await profile(step);
  expect(found.result).toBe(step());
  expect(found.engine).toBe(backend.engine);
  const names = found.runs.map(({ operation, kernel }) => `${operation}: ${kernel}`);
  expect(names.some((name) => name.startsWith('conv2d: '))).toBe(true);
  expect(names.some((name) => name.startsWith('conv2d gradient: '))).toBe(true);
  expect(names).toContain('relu: unary');
  expect(names).toContain('sum: reduce');
  expect(new Set(found.rows.map(({ operation }) => operation))).toContain('relu gradient');
});

test('counts work from the descriptors', async () => {
  const { rows } = await profile(step);
  const { axes } = convGeometry([8, 8], { kernel: 3, padding: 1 });
  const { total } = convFlops({ axes, batch: 2, inChannels: 3, outChannels: 4 });
  const flops = (operation: string): number =>
    rows.filter((row) => row.operation === operation).reduce((all, row) => all + row.flops, 0);
  expect(flops('conv2d')).toBe(total);
  expect(flops('conv2d gradient')).toBe(total);
  expect(flops('relu')).toBe(2 * 4 * 8 * 8);
  const relus = rows.find((row) => row.operation === 'relu')!;
  expect(relus.bytes).toBe(2 * 2 * 4 * 8 * 8 * 4);
});

test('adds up, and the runs are in order and within the whole', async () => {
  const { runs, rows, elapsed } = await profile(step);
  const time = rows.reduce((all, row) => all + row.time, 0);
  expect(rows.reduce((all, { calls }) => all + calls, 0)).toBe(runs.length);
  expect(time).toBeCloseTo(
    runs.reduce((all, { duration }) => all + duration, 0),
    6,
  );
  expect(time).toBeLessThanOrEqual(elapsed);
  runs.slice(1).forEach((run, i) => expect(run.start).toBeGreaterThanOrEqual(runs[i]!.start + runs[i]!.duration));
  expect(rows.map((row) => row.time)).toEqual(rows.map((row) => row.time).toSorted((a, b) => b - a));
});

test('counts allocations: some the first time, none the second', async () => {
  const shape = [3, 5, 7, 11] as const;
  const body = (): void => scope(() => void softmax(ones(shape), 1));
  const count = async (): Promise<number> => (await profile(body)).rows.reduce((all, row) => all + row.allocations, 0);
  expect(await count()).toBeGreaterThan(0);
  expect(await count()).toBe(0);
});

describe('leaves the backend as it was', () => {
  const keys = (): PropertyKey[] => Reflect.ownKeys(backend);

  test('also where the function throws or rejects', async () => {
    const [before, overrides, unary] = [keys(), backend.overrides, Reflect.get(backend, 'unary')];
    await profile(step);
    await expect(
      profile(() => {
        throw new Error('of the body');
      }),
    ).rejects.toThrow('of the body');
    await expect(profile(() => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect(keys()).toEqual(before);
    expect(backend.overrides).toBe(overrides);
    expect(Reflect.get(backend, 'unary')).toBe(unary);
    const { runs } = await profile(() => undefined);
    expect(runs).toEqual([]);
  });
});

test('where nothing can be read at once, the end of each kernel is found out afterwards', async () => {
  let now = 0;
  const later = Object.assign(Object.create(backend) as Backend, {
    readSync: undefined,
    read: async (...args: Parameters<Backend['read']>) => {
      now += 1;
      await new Promise((resolve) => setTimeout(resolve, 3 * now));
      return backend.read(...args);
    },
  });
  const x = ones([4], { backend: later });
  const { runs } = await profile(() => relu(relu(x)), { backend: later });
  expect(runs).toHaveLength(2);
  expect(runs[0]!.duration).toBeGreaterThan(1);
  expect(runs[1]!.start).toBeGreaterThanOrEqual(runs[0]!.start + runs[0]!.duration);
});

test('as a table', async () => {
  const found = await profile(step);
  const lines = found.table().split('\n');
  expect(lines[0]).toMatch(/^engine .*, [\d.]+ ms in all, [\d.]+ ms in kernels$/);
  expect(lines[1]!.split(/\s{2,}/)).toEqual([
    'operation',
    'kernel',
    'calls',
    'ms',
    'share',
    'GFLOP/s',
    'GB/s',
    'MB',
    'allocations',
  ]);
  expect(lines).toHaveLength(found.rows.length + 5);
  expect(lines.at(-1)).toMatch(/^all /);
  expect(new Set(lines.slice(2, -1).map((line) => line.length)).size).toBeLessThanOrEqual(2);
});

test('as a trace of complete events, operations over their kernels', async () => {
  const found = await profile(step);
  const { traceEvents } = JSON.parse(found.trace()) as {
    traceEvents: { ph: string; tid: number; name: string; ts: number; dur: number; args: { kernels?: number } }[];
  };
  const complete = traceEvents.filter(({ ph }) => ph === 'X');
  const [operations, kernels] = [1, 2].map((thread) => complete.filter(({ tid }) => tid === thread)) as [
    typeof complete,
    typeof complete,
  ];
  expect(kernels.map(({ name }) => name)).toEqual(found.runs.map(({ kernel }) => kernel));
  expect(operations.reduce((all, { args }) => all + args.kernels!, 0)).toBe(kernels.length);
  for (const kernel of kernels) {
    const over = operations.filter(({ ts, dur }) => ts <= kernel.ts && kernel.ts + kernel.dur <= ts + dur + 1e-6);
    expect(over.length).toBeGreaterThan(0);
  }
});
