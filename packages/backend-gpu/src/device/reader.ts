import { readTexture, readTextureSync, type Texture } from './texture.ts';
import type { GpuJsResult } from './programs.ts';

/** How an engine copies the first elements of a result to the host. */
export interface Reader {
  readonly read: (result: GpuJsResult, length: number) => Promise<Float32Array>;
  /** Only where the host can wait. */
  readonly readSync?: (result: GpuJsResult, length: number) => Float32Array;
}

export function webGlReader(gl: WebGL2RenderingContext): Reader {
  return {
    read: (result, length) => readTexture(gl, result as Texture, length),
    readSync: (result, length) => readTextureSync(gl, result as Texture, length),
  };
}

export const webGpuReader: Reader = {
  read: async (result, length) => (await result.toArray!()).subarray(0, length),
};

/** In gpu.js's cpu mode a result is a plain array. */
export const arrayReader: Reader = {
  read: async (result, length) => arrayReader.readSync!(result, length),
  readSync: (result, length) => Float32Array.from(result as ArrayLike<number>).subarray(0, length),
};
