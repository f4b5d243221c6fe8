import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { cpu } from '../../testing/cpu.ts';
import { maxPool2d } from './max-pool2d.ts';
import { maxPool2dWithIndices } from './max-pool2d-with-indices.ts';
import { maxUnpool2d } from './max-unpool2d.ts';

beforeAll(() => registerBackend(cpu()));
afterAll(() => unregisterBackend('cpu'));

/** The example of the documentation of torch.nn.MaxUnpool2d. */
const image = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const restored = [0, 0, 0, 0, 0, 6, 0, 8, 0, 0, 0, 0, 0, 14, 0, 16];

test('what was pooled goes back to its place', () => {
  const x = tensor(image, [1, 1, 4, 4]);
  const [values, indices] = maxPool2dWithIndices(x, { kernel: 2 });
  expect([...values.dataSync()]).toEqual([6, 8, 14, 16]);
  expect([...indices.dataSync()]).toEqual([5, 7, 13, 15]);
  expect([...maxUnpool2d(values, indices, { kernel: 2 }).dataSync()]).toEqual(restored);
  const wide = maxUnpool2d(values, indices, { outputSize: [5, 5] });
  expect([...wide.dataSync()].flatMap((value, i) => (value === 0 ? [] : [i]))).toEqual([5, 7, 13, 15]);
});

test('pools with and without indices have the same gradients', () => {
  const x = tensor(image, [1, 1, 4, 4], { requiresGrad: true });
  const outputGradient = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);
  const options = { kernel: 2, stride: 1 } as const;
  const [plain] = gradients(maxPool2d(x, options), [x], { outputGradient });
  const [beside] = gradients(maxPool2dWithIndices(x, options)[0], [x], { outputGradient });
  expect(beside.dataSync()).toEqual(plain.dataSync());
});

test('places that two windows found are summed, and -1 is no place', () => {
  const values = tensor([1, 2, 3], [1, 1, 1, 3]);
  const indices = (...places: number[]) => tensor(places, [1, 1, 1, 3], { dtype: 'int32' });
  expect([...maxUnpool2d(values, indices(1, -1, 1), { outputSize: [1, 3] }).dataSync()]).toEqual([0, 4, 0]);
  expect(() => maxUnpool2d(values, indices(1, 3, 1), { outputSize: [1, 3] })).toThrow(
    new ShapeError('maxUnpool2d: index 3 at position 1 is outside -1 … 2'),
  );
});
