import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from './backend/backend.ts';
import { registerBackend, unregisterBackend } from './backend/registry.ts';
import { full, ones, scalar, tensor, zeros } from './create.ts';
import { BackendError, ShapeError, UsageError } from './errors.ts';
import { cpu } from './testing/cpu.ts';

test('without a backend the error says how to register one', () => {
  expect(() => tensor([1], [1])).toThrow(BackendError);
  expect(() => tensor([1], [1])).toThrow('no backend is registered; call `await registerBackend(cpu())` first');
});

describe('with a backend', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await registerBackend(cpu());
  });
  afterAll(() => unregisterBackend(backend));

  test('tensor keeps values, shape and type', async () => {
    using x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(await x.data()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect({ shape: x.shape, size: x.size, rank: x.rank, dtype: x.dtype }).toEqual({
      shape: [2, 3],
      size: 6,
      rank: 2,
      dtype: 'float32',
    });
    expect(String(x)).toBe('Tensor [2, 3] (float32 on cpu)');
    using labels = tensor([7, -2], [2], { dtype: 'int32' });
    expect(labels.dataSync()).toEqual(Int32Array.of(7, -2));
  });

  test('the data is copied, in and out', async () => {
    const values = Float32Array.of(1, 2);
    using x = tensor(values, [2]);
    values[0] = 99;
    (await x.data())[1] = 99;
    expect(x.dataSync()).toEqual(Float32Array.of(1, 2));
  });

  test('zeros, ones, full, scalar', () => {
    expect(zeros([2]).dataSync()).toEqual(Float32Array.of(0, 0));
    expect(ones([2]).dataSync()).toEqual(Float32Array.of(1, 1));
    expect(full([2, 0], 5).dataSync()).toEqual(new Float32Array(0));
    expect(scalar(3).shape).toEqual([]);
  });

  test.each([
    ['too few values', () => tensor([1, 2, 3], [2, 3]), 'tensor: 3 values for shape [2, 3], which has 6 elements'],
    ['NaN in the shape', () => tensor([1], [NaN]), 'dimension 0'],
    ['Infinity in the shape', () => zeros([2, Infinity]), 'dimension 1'],
    ['a negative length', () => ones([-1]), '-1'],
    ['a fraction', () => full([1.5], 0), '1.5'],
    ['not an int32', () => tensor([1, 2.5], [2], { dtype: 'int32' }), 'tensor: value 2.5 at index 1 is not an int32'],
    ['beyond int32', () => tensor([2 ** 31], [1], { dtype: 'int32' }), 'value 2147483648 at index 0'],
  ])('%s is a ShapeError and allocates nothing', (_, make, sentence) => {
    const before = backend.memory();
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(sentence);
    expect(backend.memory()).toEqual(before);
  });

  test('item wants exactly one element', async () => {
    expect(await scalar(4).item()).toBe(4);
    await expect(zeros([2]).item()).rejects.toThrow('item: a tensor of shape [2] has 2 elements, not 1');
  });

  test('write replaces the values in place', () => {
    using x = zeros([2]);
    expect(x.write(Float32Array.of(3, 4)).dataSync()).toEqual(Float32Array.of(3, 4));
    expect(() => x.write(Float32Array.of(1))).toThrow(UsageError);
    expect(x.dataSync()).toEqual(Float32Array.of(3, 4));
  });

  test('after dispose every use is a UsageError, a second dispose nothing', async () => {
    const x = zeros([2]);
    x.dispose();
    x.dispose();
    expect(x.isDisposed).toBe(true);
    expect(() => x.dataSync()).toThrow('dataSync: this tensor of shape [2] was disposed');
    await expect(x.data()).rejects.toThrow(UsageError);
    expect(() => x.write(Float32Array.of(1, 2))).toThrow(UsageError);
    expect(() => x.storage).toThrow(UsageError);
    expect(String(x)).toBe('Tensor [2] (disposed)');
  });
});
