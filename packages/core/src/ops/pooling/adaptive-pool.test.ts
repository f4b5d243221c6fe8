import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { ones, tensor } from '../../create.ts';
import { cpu } from '../../testing/cpu.ts';
import { adaptiveAvgPool1d } from './adaptive-avg-pool1d.ts';
import { adaptiveAvgPool2d } from './adaptive-avg-pool2d.ts';
import { adaptiveMaxPool1d } from './adaptive-max-pool1d.ts';
import { avgPool2d } from './avg-pool2d.ts';

beforeAll(() => registerBackend(cpu()));
afterAll(() => unregisterBackend('cpu'));

test('windows of 7 cells for 3, for 4 and for 9', () => {
  const x = tensor([1, 2, 3, 4, 5, 6, 7], [1, 1, 7]);
  // 0-2, 2-4, 4-6; 0-1, 1-3, 3-5, 5-6.
  expect([...adaptiveAvgPool1d(x, { outputSize: 3 }).dataSync()]).toEqual([2, 4, 6]);
  expect([...adaptiveAvgPool1d(x, { outputSize: 4 }).dataSync()]).toEqual([1.5, 3, 5, 6.5]);
  expect([...adaptiveMaxPool1d(x, { outputSize: 4 }).dataSync()]).toEqual([2, 4, 6, 7]);
  // 0, 0-1, 1-2, 2-3, 3, 3-4, 4-5, 5-6, 6
  expect([...adaptiveAvgPool1d(x, { outputSize: 9 }).dataSync()]).toEqual([1, 1.5, 2.5, 3.5, 4, 4.5, 5.5, 6.5, 7]);
});

test('where windows divide the image, they are those of the plain pool', () => {
  const x = tensor(
    Float32Array.from({ length: 48 }, (_, i) => Math.sin(i)),
    [1, 2, 4, 6],
  );
  const plain = avgPool2d(x, { kernel: [2, 3] });
  expect(adaptiveAvgPool2d(x, { outputSize: 2 }).dataSync()).toEqual(plain.dataSync());
});

test('the mean of equal numbers is that number, in windows of all lengths', () => {
  const y = adaptiveAvgPool2d(tensor(new Float32Array(7 * 11).fill(0.1), [1, 1, 7, 11]), { outputSize: [5, 4] });
  expect(new Set(y.dataSync())).toEqual(new Set([Math.fround(0.1)]));
});

test('of equals the first wins, though shorter windows are filled up with their last', () => {
  const x = tensor([5, 5, 5, 5, 5], [1, 1, 5], { requiresGrad: true });
  // 0-1, 1-3, 3-4
  const [dx] = gradients(adaptiveMaxPool1d(x, { outputSize: 3 }), [x], { outputGradient: ones([1, 1, 3]) });
  expect([...dx.dataSync()]).toEqual([1, 1, 0, 1, 0]);
});
