import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { cpu } from '../../testing/cpu.ts';
import { sum } from '../reduction/sum.ts';
import { lpPool1d } from './lp-pool1d.ts';

beforeAll(() => registerBackend(cpu()));
afterAll(() => unregisterBackend('cpu'));

test('norms 1 to 3, with signs', () => {
  const x = tensor([3, -4, 1, 2], [1, 1, 4]);
  const values = (norm: number): number[] => [...lpPool1d(x, { norm, kernel: 2 }).dataSync()];
  expect(values(1)).toEqual([-1, 3]);
  expect(values(2)).toEqual([5, Math.fround(Math.sqrt(5))]);
  expect(values(3)[0]).toBeNaN();
  expect(values(3)[1]).toBeCloseTo(9 ** (1 / 3), 6);
});

test('a window that hangs over counts for a whole one', () => {
  const x = tensor([3, 4, 2], [1, 1, 3]);
  expect([...lpPool1d(x, { norm: 1, kernel: 2, ceilMode: true }).dataSync()]).toEqual([7, 4]);
});

test('a window of zeros has a gradient of 0, and a second one', () => {
  const x = tensor([0, 0, 3, 4], [1, 1, 4], { requiresGrad: true });
  const [dx] = gradients(sum(lpPool1d(x, { norm: 2, kernel: 2 })), [x], { createGraph: true });
  expect([...dx.dataSync()].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 0, 0.6, 0.8]);
  const [ddx] = gradients(sum(dx), [x]);
  // (3 + 4) / |v| by v: 1 / 5 - 7 v / 125.
  [0, 0, 1 / 5 - 21 / 125, 1 / 5 - 28 / 125].forEach((value, i) => expect(ddx.dataSync()[i]).toBeCloseTo(value, 6));
});

test('a norm that is none is refused', () => {
  for (const norm of [0, -1, Infinity, NaN]) {
    expect(() => lpPool1d(tensor([1, 2], [1, 1, 2]), { norm, kernel: 2 })).toThrow(
      new ShapeError(`lpPool1d: norm must be a positive number, got ${norm}`),
    );
  }
});
