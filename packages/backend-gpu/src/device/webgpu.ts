import { BackendError } from '@gemmule/core';

/** The part of `navigator.gpu` that is used here. */
interface WebGpu {
  requestAdapter(): Promise<object | null>;
}

interface Navigator {
  gpu?: WebGpu;
}

const remedy = 'npm install webgpu@latest';

const noAdapter = 'webgpu: no adapter: this browser has no driver that it can use, or forbids it';

/** Dawn looks for Vulkan's loader and driver by the environment alone, so that is where its user can help. */
const noDriver =
  "webgpu: Dawn finds no GPU; on Linux it needs Vulkan, that is libvulkan.so.1 and the GPU's driver. Without a GPU, " +
  'SwiftShader computes in software, which comes with Chromium: set VK_ICD_FILENAMES to its vk_swiftshader_icd.json, and ' +
  'LD_LIBRARY_PATH to their folder (on Debian: /usr/lib/chromium)';

/** Sees to it that `navigator.gpu` is there and has an adapter. @throws BackendError that says what is missing. */
export async function provideWebGpu(): Promise<void> {
  const host = globalThis.navigator as Navigator | undefined;
  if (host?.gpu === undefined && isNode()) await provideDawn();
  const webGpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (webGpu === undefined) {
    throw new BackendError('webgpu: this browser has none, or none for a page that is neither https nor localhost');
  }
  if ((await webGpu.requestAdapter()) === null) throw new BackendError(isNode() ? noDriver : noAdapter);
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

/** In Node.js, Dawn brings WebGPU, in the package `webgpu`. */
async function provideDawn(): Promise<void> {
  const dawn = await importDawn();
  if (dawn.create === undefined) throw new BackendError(`webgpu: another package is installed as 'webgpu'; ${remedy}`);
  // gpu.js looks for it there.
  Object.defineProperty(globalThis.navigator, 'gpu', { value: dawn.create([]), configurable: true });
}

interface Dawn {
  /** Missing where overrides put another package in its place. */
  create?(flags: string[]): WebGpu;
}

async function importDawn(): Promise<Dawn> {
  // Not a literal, or bundlers for pages would look for the package.
  const name = 'webgpu';
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as Dawn;
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    // Old ones need a newer system than many have.
    const why = isMissing ? "Node.js has it from the package 'webgpu'" : `'webgpu' does not load: ${String(cause)}`;
    throw new BackendError(`webgpu: ${why}; ${remedy}`, { cause });
  }
}
