import { cpu } from '@gemmule/backend-cpu';
import { BackendError } from '@gemmule/core';
import { expect, test } from 'vitest';
import { describeBackend } from './vitest.ts';

test('a page that is not cross-origin isolated gets one thread, and an error where it asked for more', async () => {
  expect(crossOriginIsolated).toBe(false);
  const backend = await cpu();
  expect(backend.engine).toBe('wasm-relaxed-simd x1');
  backend.dispose();
  const refused = cpu({ threads: 2 });
  await expect(refused).rejects.toThrow(BackendError);
  await expect(refused).rejects.toThrow('cpu: 2 threads were asked for, but this page is not cross-origin isolated');
});

describeBackend('cpu wasm-relaxed-simd x1', () => cpu({ threads: 1 }), { print: () => undefined });
