import type { EngineReport } from './probe.ts';

/** What the browser calls the GPU of an engine; undefined for an engine without one, and where the browser does not say. */
export async function deviceOf(id: EngineReport['id']): Promise<string | undefined> {
  if (id === 'webgl2') return webGlRenderer();
  return id === 'webgpu' ? webGpuAdapter() : undefined;
}

function webGlRenderer(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = names && gl?.getParameter(names.UNMASKED_RENDERER_WEBGL);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' ? name : undefined;
}

/** The part of `navigator.gpu` that is used here. */
interface WebGpu {
  requestAdapter(): Promise<{ readonly info?: Readonly<Record<string, unknown>> } | null>;
}

async function webGpuAdapter(): Promise<string | undefined> {
  const { gpu } = navigator as Navigator & { readonly gpu?: WebGpu };
  const { vendor, architecture, device, description } = (await gpu?.requestAdapter())?.info ?? {};
  const words = [vendor, architecture, device, description].filter((word) => typeof word === 'string' && word !== '');
  return words.length === 0 ? undefined : words.join(' ');
}
