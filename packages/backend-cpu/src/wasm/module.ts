/** Which of the two modules. */
export type WasmFlavour = 'wasm-simd' | 'wasm-relaxed-simd';

/** A compiled module of the flavour, or why the host has none. */
export async function loadModule(
  flavour: WasmFlavour,
): Promise<{ readonly module: WebAssembly.Module } | { readonly reason: string }> {
  if (typeof WebAssembly !== 'object') return { reason: 'the host has no WebAssembly' };
  const { base64 } =
    flavour === 'wasm-simd' ? await import('./generated/simd.ts') : await import('./generated/relaxed-simd.ts');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return { reason: `its WebAssembly lacks ${missing[flavour]}` };
  try {
    return { module: await WebAssembly.compile(bytes) };
  } catch (error) {
    // A content security policy without 'wasm-unsafe-eval' ends here.
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

const missing = {
  'wasm-simd': 'SIMD or threads',
  'wasm-relaxed-simd': 'relaxed SIMD or threads',
};
