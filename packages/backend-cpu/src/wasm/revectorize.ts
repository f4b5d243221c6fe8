import { BackendError } from '@gemmule/core';
import type { CpuEngine } from '../options.ts';

/**
 * Sets V8's flags for the modules compiled from now on. Without its baseline compiler the self-test runs what will run later.
 *
 * @throws BackendError outside Node.js, or with another engine than `wasm-relaxed-simd`
 */
export function enableRevectorization(engine: CpuEngine | undefined): void {
  if (engine !== undefined && engine !== 'wasm-relaxed-simd') {
    throw new BackendError(`cpu: revectorize is for the engine 'wasm-relaxed-simd', not '${engine}'`);
  }
  if (globalThis.process?.versions?.v8 === undefined) {
    throw new BackendError('cpu: revectorize sets a flag of V8, which only Node.js lets a program do');
  }
  if (process.arch !== 'x64') {
    throw new BackendError(`cpu: revectorize makes use of AVX2, which ${process.arch} does not have`);
  }
  const v8 = process.getBuiltinModule('node:v8');
  v8.setFlagsFromString('--experimental-wasm-revectorize');
  v8.setFlagsFromString('--no-liftoff');
}
