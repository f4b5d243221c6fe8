import relaxed from '@gemmule/backend-cpu/relaxed-simd.wasm?url';
import simd from '@gemmule/backend-cpu/simd.wasm?url';
import { compare, outcome } from './app.ts';
import type { Page } from './page.ts';

const files = { 'wasm-relaxed-simd': relaxed, 'wasm-simd': simd };
(globalThis as unknown as Page).gemmule = { compare, outcome, files };
