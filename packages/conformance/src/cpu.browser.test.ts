import { cpu } from '@gemmule/backend-cpu';
import { expect, test } from 'vitest';
import { describeBackend } from './vitest.ts';

const print = (): void => undefined;

describeBackend('cpu typescript', () => cpu({ engine: 'typescript' }), { print });
for (const engine of ['wasm-simd', 'wasm-relaxed-simd'] as const) {
  for (const threads of [1, 2]) {
    describeBackend(`cpu ${engine} x${threads}`, () => cpu({ engine, threads }), { print });
  }
}

test('by default the page gets relaxed SIMD and its threads', async () => {
  const backend = await cpu();
  expect(backend.engine).toBe(`wasm-relaxed-simd x${Math.min(navigator.hardwareConcurrency, 8)}`);
  backend.dispose();
});
