import { expect, test } from 'vitest';
import { naiveBackend } from './testing/naive-backend.ts';
import { referenceOverrides } from './testing/reference-overrides.ts';
import { withoutOverrides, wrapBackend } from './wrap-backend.ts';

test('a wrapped backend replaces what it is told, and shares the rest with the original', async () => {
  const backend = naiveBackend();
  const wrapped = wrapBackend(backend, { engine: 'other', fill: ({ y }) => backend.write(y, Float32Array.of(7)) });
  const buffer = wrapped.allocate('float32', 1);
  wrapped.fill({ y: buffer, length: 1, value: 1 });
  expect(await backend.read(buffer, 1)).toEqual(Float32Array.of(7));
  expect([wrapped.engine, backend.engine, wrapped.name]).toEqual(['other', 'naive-typescript', 'naive']);
  expect(backend.memory().buffers).toBe(1);
});

test('methods of a class with private fields still find them', () => {
  class Counting {
    #count = 3;
    memory(): { allocations: number; buffers: number; bytes: number } {
      return { allocations: this.#count, buffers: 0, bytes: 0 };
    }
  }
  const backend = Object.assign(new Counting(), { engine: 'class' }) as unknown as ReturnType<typeof naiveBackend>;
  expect(wrapBackend(backend, {}).memory().allocations).toBe(3);
});

test('without overrides there are none, and the original keeps its own', () => {
  const backend = { ...naiveBackend(), overrides: referenceOverrides };
  expect(withoutOverrides(backend).overrides).toEqual({});
  expect(backend.overrides).toBe(referenceOverrides);
});
