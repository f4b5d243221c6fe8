import { cpu } from '@gemmule/backend-cpu';
import { describeBackend } from './vitest.ts';

for (const engine of ['wasm-simd', 'wasm-relaxed-simd'] as const) {
  describeBackend(`cpu ${engine}`, () => cpu({ engine }), { print: () => undefined });
}
