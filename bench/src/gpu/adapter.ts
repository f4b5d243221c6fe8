import type { Engine } from './options.ts';

/** What the host says of its GPU. */
export interface Adapter {
  readonly name: string;
  /** Whether it is a program for the CPU, whose ratios say little about a GPU's. */
  readonly isSoftware: boolean;
}

/** What an engine is called where the GPU is a program: its numbers must not be taken for those of a GPU. */
export function rasterised(engine: Engine): string {
  return `${engine} in software`;
}

/** The GPU that a page gets for an engine. */
export async function adapterOf(engine: Engine): Promise<Adapter> {
  const name = engine === 'webgpu' ? await webGpuAdapter() : webGlRenderer();
  return { name, isSoftware: isSoftware(name) };
}

/** Whether a renderer's name is that of a known rasteriser. */
export function isSoftware(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(name);
}

function webGlRenderer(): string {
  const gl = document.createElement('canvas').getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = names && gl?.getParameter(names.UNMASKED_RENDERER_WEBGL);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' ? name : 'unknown';
}

/** The part of `navigator.gpu` that is used here. */
interface WebGpu {
  requestAdapter(options: object): Promise<{ readonly info?: Readonly<Record<string, unknown>> } | null>;
}

async function webGpuAdapter(): Promise<string> {
  const { gpu } = navigator as Navigator & { readonly gpu?: WebGpu };
  // As tfjs asks for it.
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  const { vendor, architecture, device, description } = adapter?.info ?? {};
  const words = [vendor, architecture, device, description].filter((word) => typeof word === 'string' && word !== '');
  return words.length === 0 ? 'unknown' : words.join(' ');
}
