/** What the kernels are compiled to: WASM with relaxed SIMD (fused multiply-add), with plain SIMD, or TypeScript. */
export type CpuEngine = 'wasm-relaxed-simd' | 'wasm-simd' | 'typescript';

/** Where a WASM module is to be had: an address to fetch it from, in Node.js also a path; a response; its bytes; itself. */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** Options of {@link cpu}. */
export interface CpuOptions {
  /** Which engine to run; by default the first of {@link CpuEngine} that the host can. Naming one insists on it. */
  readonly engine?: CpuEngine;
  /**
   * Threads to compute with, the calling one included. By default one for each core, 8 at most, where threads can share
   * memory (in a page: where it is cross-origin isolated) and the host lets them start, and 1 elsewhere. Naming a number
   * insists on it.
   */
  readonly threads?: number;
  /**
   * `'fast'` (the default) lets 3x3 convolutions run by Winograd's method in float32, whose error is that of a few float32
   * roundings of the largest result nearby, not of each result's own terms. `'exact'` keeps to the definition's sums.
   */
  readonly precision?: 'fast' | 'exact';
  /**
   * Where the WASM modules are, for who ships them as files: `@gemmule/backend-cpu/simd.wasm` and `relaxed-simd.wasm`. Only
   * the one that runs is asked for. By default each is inlined in a chunk of JavaScript of its own.
   */
  readonly modules?: Readonly<Partial<Record<Exclude<CpuEngine, 'typescript'>, WasmSource | PromiseLike<WasmSource>>>>;
  /**
   * Node.js only: lets V8 pair 128-bit operations into 256-bit ones (its flag `--experimental-wasm-revectorize`), which
   * makes products up to 1.4 times faster. The flag is experimental and holds for the whole process from then on, so the
   * kernels are tested against double precision before the backend is handed out. Default: false.
   */
  readonly revectorize?: boolean;
}
