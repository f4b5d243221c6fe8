/** Which of the two modules. */
export type WasmFlavour = 'wasm-simd' | 'wasm-relaxed-simd';

/** A module of the flavour, or undefined where the host cannot compile it. */
export async function loadModule(flavour: WasmFlavour): Promise<WebAssembly.Module | undefined> {
  const { base64 } =
    flavour === 'wasm-simd' ? await import('./generated/simd.ts') : await import('./generated/relaxed-simd.ts');
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined;
}
