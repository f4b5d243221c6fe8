import { BackendError } from '@gemmule/core';
import { describe, expect, test, vi } from 'vitest';
import { createStorage } from './storage.ts';

describe('storage', () => {
  test('counts allocations, live buffers and their bytes', () => {
    const storage = createStorage();
    const first = storage.allocate('float32', 10);
    storage.allocate('int32', 3);
    expect(storage.memory()).toEqual({ allocations: 2, buffers: 2, bytes: 52 });
    storage.free(first);
    expect(storage.memory()).toEqual({ allocations: 2, buffers: 1, bytes: 12 });
  });

  test('writes a part, reads a part, and hands out copies', async () => {
    const storage = createStorage();
    const buffer = storage.allocate('float32', 4);
    storage.write(buffer, Float32Array.of(1, 2, 3, 4));
    storage.write(buffer, Float32Array.of(9));
    const copy = await storage.read(buffer, 3);
    copy[0] = 5;
    expect([...storage.readSync(buffer, 4)]).toEqual([9, 2, 3, 4]);
  });

  test('reads what was there when it was asked', async () => {
    const storage = createStorage();
    const buffer = storage.allocate('int32', 1);
    storage.write(buffer, Int32Array.of(1));
    const reading = storage.read(buffer, 1);
    storage.write(buffer, Int32Array.of(2));
    expect([...(await reading)]).toEqual([1]);
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 60])('refuses a length of %d', (length) => {
    expect(() => createStorage().allocate('float32', length)).toThrow(BackendError);
  });

  test('says how much memory it could not get, and stays usable', () => {
    const storage = createStorage();
    expect(() => storage.allocate('float32', 2 ** 31)).toThrow(
      new BackendError('cpu: allocate: out of memory, 8192 MiB for 2147483648 float32 are more than a buffer can hold'),
    );
    vi.stubGlobal('Int32Array', function failing() {
      throw new RangeError('Array buffer allocation failed');
    });
    try {
      expect(() => storage.allocate('int32', 2 ** 20)).toThrow(
        new BackendError('cpu: allocate: out of memory, 4 MiB for 1048576 int32 are not to be had'),
      );
    } finally {
      vi.unstubAllGlobals();
    }
    expect(storage.memory()).toEqual({ allocations: 0, buffers: 0, bytes: 0 });
    expect(storage.allocate('float32', 2).length).toBe(2);
  });

  test('refuses to read or write more than a buffer holds', async () => {
    const storage = createStorage();
    const buffer = storage.allocate('float32', 2);
    expect(() => storage.write(buffer, new Float32Array(3))).toThrow('write: 3 elements asked of a buffer that has 2');
    await expect(storage.read(buffer, 3)).rejects.toThrow('read: 3 elements asked of a buffer that has 2');
  });

  test('refuses a freed buffer everywhere', async () => {
    const storage = createStorage();
    const buffer = storage.allocate('float32', 2);
    storage.free(buffer);
    expect(() => storage.free(buffer)).toThrow(BackendError);
    expect(() => storage.write(buffer, Float32Array.of(1))).toThrow(BackendError);
    await expect(storage.read(buffer, 1)).rejects.toThrow(BackendError);
  });

  test("refuses another storage's buffer", () => {
    expect(() => createStorage().free(createStorage().allocate('float32', 1))).toThrow('not allocated here');
  });

  test('is of no use after dispose, which may be repeated', async () => {
    const storage = createStorage();
    const buffer = storage.allocate('float32', 1);
    storage.dispose();
    storage.dispose();
    expect(buffer.data).toBeUndefined();
    for (const call of [
      () => storage.allocate('float32', 1),
      () => storage.free(buffer),
      () => storage.write(buffer, Float32Array.of(1)),
      () => storage.readSync(buffer, 1),
      () => storage.memory(),
    ]) {
      expect(call).toThrow('the backend is disposed');
    }
    await expect(storage.read(buffer, 1)).rejects.toThrow(BackendError);
  });
});
