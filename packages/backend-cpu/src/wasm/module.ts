import type { WasmSource } from '../options.ts';
import { whyNot } from './features.ts';
import { loadSource } from './source.ts';

/** Which of the two modules. */
export type WasmFlavour = 'wasm-simd' | 'wasm-relaxed-simd';

/**
 * A compiled module of the flavour, or why the host has none.
 *
 * @param source where to get it; by default from the package itself
 * @throws BackendError when that is not to be had there
 */
export async function loadModule(
  flavour: WasmFlavour,
  source?: WasmSource | PromiseLike<WasmSource>,
): Promise<{ readonly module: WebAssembly.Module } | { readonly reason: string }> {
  if (isCompiled(source)) return { module: await loadSource(flavour, source) };
  const reason = whyNot(flavour);
  if (reason !== undefined) return { reason };
  if (source !== undefined) return { module: await loadSource(flavour, source) };
  const bytes = await inlined(flavour);
  try {
    return { module: await WebAssembly.compile(bytes) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function inlined(flavour: WasmFlavour): Promise<Uint8Array<ArrayBuffer>> {
  const { base64 } =
    flavour === 'wasm-simd' ? await import('./generated/simd.ts') : await import('./generated/relaxed-simd.ts');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Then the host can run it, whatever it lets this code compile. */
function isCompiled(source: unknown): source is WebAssembly.Module {
  return typeof WebAssembly === 'object' && source instanceof WebAssembly.Module;
}
