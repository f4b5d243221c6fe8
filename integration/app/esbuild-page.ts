import relaxed from '@gemmule/backend-cpu/relaxed-simd.wasm';
import simd from '@gemmule/backend-cpu/simd.wasm';
import { compare, outcome } from './app.ts';
import type { Page } from './page.ts';

const files = {
  'wasm-relaxed-simd': new URL(relaxed, import.meta.url),
  'wasm-simd': new URL(simd, import.meta.url),
};
(globalThis as unknown as Page).gemmule = { compare, outcome, files };
