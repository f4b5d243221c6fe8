import { expect, test } from 'vitest';
import { createDevice } from '../device/device.ts';
import { backendOn } from '../gpu.ts';

test.each([2 ** 32, 8 * 6 * 3, 1])('launches of %i products give the same sums', async (launchProducts) => {
  const backend = backendOn({ ...(await createDevice('gpu.js-cpu')), launchProducts });
  const floats = (values: readonly number[]) => {
    const buffer = backend.allocate('float32', values.length);
    backend.write(buffer, Float32Array.from(values));
    return buffer;
  };
  const indices = backend.allocate('int32', 7);
  backend.write(indices, Int32Array.of(2, 0, 2, -1, 2, 0, 3));
  const dx = floats(new Array<number>(6).fill(Number.NaN));
  const dy = floats(Array.from({ length: 14 }, (_, i) => i + 1));
  const sizes = { outer: 1, size: 3, inner: 2, count: 7, perOuter: false };
  expect(backend.overrides?.scatterAdd?.({ ...sizes, dy, indices, dx })).toBe(true);
  expect([...(await backend.read(dx, 6))]).toEqual([3 + 11, 4 + 12, 0, 0, 1 + 5 + 9, 2 + 6 + 10]);
  backend.dispose();
});
