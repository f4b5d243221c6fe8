import { BackendError } from '@gemmule/core';

/** The part of `navigator.gpu` that is used here. */
interface WebGpu {
  requestAdapter(): Promise<object | null>;
}

interface Navigator {
  gpu?: WebGpu;
}

/** Sees to it that `navigator.gpu` is there and has an adapter. @throws BackendError that says what is missing. */
export async function provideWebGpu(): Promise<void> {
  const host = globalThis.navigator as Navigator | undefined;
  if (host?.gpu === undefined && isNode()) await provideDawn();
  const webGpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (webGpu === undefined) {
    throw new BackendError('webgpu: this browser has none, or none for a page that is neither https nor localhost');
  }
  if ((await webGpu.requestAdapter()) === null) {
    throw new BackendError(
      'webgpu: no adapter, so no driver that it can use (on Linux, Vulkan) or the host forbids it',
    );
  }
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** In Node.js, Dawn brings WebGPU, in the package `webgpu`. */
async function provideDawn(): Promise<void> {
  // Not a literal, or bundlers for pages would look for the package.
  const name = 'webgpu';
  let dawn: { create(flags: string[]): WebGpu };
  try {
    dawn = (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as typeof dawn;
  } catch (cause) {
    throw new BackendError("webgpu: Node.js has it from the package 'webgpu': npm install webgpu", { cause });
  }
  // gpu.js looks for it there.
  Object.defineProperty(globalThis.navigator, 'gpu', { value: dawn.create([]), configurable: true });
}
