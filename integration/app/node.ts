import { compare, outcome } from './app.ts';

const files = {
  'wasm-relaxed-simd': import.meta.resolve('@gemmule/backend-cpu/relaxed-simd.wasm'),
  'wasm-simd': import.meta.resolve('@gemmule/backend-cpu/simd.wasm'),
};
const report = {
  chosen: await outcome({}),
  inlined: await compare({ threads: 2 }),
  simd: await compare({ engine: 'wasm-simd', threads: 2, modules: files }),
  relaxed: await compare({ engine: 'wasm-relaxed-simd', threads: 2, modules: files }),
};
console.log(JSON.stringify(report));
