import type { WasmFlavour } from './module.ts';

// A module that imports a shared memory and has one function, which computes a vector and drops it. It comes before the
// kernels, so that a host that cannot run them fetches none of them.
const head = '00 61 73 6d 01 00 00 00  01 04 01 60 00 00  02 07 01 00 00 02 03 01 01  03 02 01 00';
const splat = '41 00 fd 0f'; // i32.const 0, i8x16.splat
const multiplyAdd = 'fd 85 02'; // f32x4.relaxed_madd

const probes: Record<WasmFlavour, string> = {
  'wasm-simd': `${head}  0a 09 01 07 00 ${splat} 1a 0b`,
  'wasm-relaxed-simd': `${head}  0a 14 01 12 00 ${splat} ${splat} ${splat} ${multiplyAdd} 1a 0b`,
};

const missing: Record<WasmFlavour, string> = {
  'wasm-simd': 'SIMD or threads',
  'wasm-relaxed-simd': 'relaxed SIMD or threads',
};

/** Why the host cannot run modules of the flavour, if so. */
export function whyNot(flavour: WasmFlavour): string | undefined {
  if (typeof WebAssembly !== 'object') return 'the host has no WebAssembly';
  const probe = Uint8Array.from(probes[flavour].split(/ +/), (byte) => Number.parseInt(byte, 16));
  if (!WebAssembly.validate(probe)) return `its WebAssembly lacks ${missing[flavour]}`;
  try {
    void new WebAssembly.Module(probe);
    return undefined;
  } catch (error) {
    // A content security policy without 'wasm-unsafe-eval' ends here.
    return error instanceof Error ? error.message : String(error);
  }
}
