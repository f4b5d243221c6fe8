import { cpu } from '@gemmule/backend-cpu';
import { expect, test } from 'vitest';
import { describeBackend } from './vitest.ts';

const print = (): void => undefined;

describeBackend('cpu typescript', () => cpu({ engine: 'typescript' }), { print });
describeBackend('cpu wasm-simd x1', () => cpu({ engine: 'wasm-simd', threads: 1 }), { print });
describeBackend('cpu wasm-relaxed-simd x2', () => cpu({ engine: 'wasm-relaxed-simd', threads: 2 }), { print });

test('by default the page gets relaxed SIMD and its threads', async () => {
  const backend = await cpu();
  expect(backend.engine).toBe(`wasm-relaxed-simd x${Math.min(navigator.hardwareConcurrency, 8)}`);
  backend.dispose();
});
