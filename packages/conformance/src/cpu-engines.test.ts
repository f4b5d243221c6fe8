import { cpu, type CpuOptions } from '@gemmule/backend-cpu';
import { describeBackend } from './vitest.ts';

const engines: CpuOptions[] = [
  { engine: 'typescript' },
  { engine: 'wasm-simd', threads: 1, precision: 'exact' },
  { engine: 'wasm-simd', threads: 2 },
  { engine: 'wasm-relaxed-simd', threads: 1 },
  { engine: 'wasm-relaxed-simd', threads: 2, precision: 'exact' },
];

for (const options of engines) {
  const { engine, threads = 1, precision = 'exact' } = options;
  // The matrix of what is supported is the same for all of them.
  const print = engine === 'typescript' ? console.log : () => undefined;
  describeBackend(`cpu ${engine}, threads: ${threads}, ${precision}`, () => cpu(options), { print });
}
