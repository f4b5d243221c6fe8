import relaxed from '@gemmule/backend-cpu/relaxed-simd.wasm';
import simd from '@gemmule/backend-cpu/simd.wasm';
import { compare, outcome } from './app.ts';

const files = {
  'wasm-relaxed-simd': new URL(relaxed, import.meta.url),
  'wasm-simd': new URL(simd, import.meta.url),
};
const report = {
  chosen: await outcome({}),
  inlined: await compare({ threads: 2 }),
  simd: await compare({ engine: 'wasm-simd', threads: 2, modules: files }),
  relaxed: await compare({ engine: 'wasm-relaxed-simd', threads: 2, modules: files }),
};
console.log(JSON.stringify(report));
