// oxlint-disable no-underscore-dangle -- gpu.js calls its private members so
import type { GpuDevice, GpuDeviceBuffer, GpuJsProgram } from '../device/gpu-js.ts';

/** From the standard (`GPUBufferUsage`): STORAGE and COPY_SRC, what gpu.js gives its results. */
const usage = 0x80 | 0x4;

/** Idle memory beyond this is given back, sizes that were not released for long first. */
const mostIdleBytes = 64 * 2 ** 20;

/**
 * Memory for the results of WebGPU kernels. gpu.js would allocate it anew for each run, which the device then has to fill with
 * zeros, and just as much as its threads return. Here it is used again, and a kernel that stores by itself may have fewer
 * threads. What was in it is still there: a kernel must store each element of its result.
 */
export class ResultBuffers {
  /** By size, the size released last behind all others. */
  readonly #idle = new Map<number, GpuDeviceBuffer[]>();
  #idleBytes = 0;

  /** Gives a program, before its first run, results of `length` float32 from here. */
  serve(program: GpuJsProgram, length: number): void {
    // gpu.js calls it when the program is built, and again before each run.
    program._ensureOutputBuffer = () => {
      if (program.outputBuffer) return;
      program.outputBuffer = this.#take(program._device!, 4 * length);
      program.bindGroupDirty = true;
    };
  }

  /** Takes the result of a run out of the program; it is the caller's, who gives it back. */
  claim(program: GpuJsProgram): GpuDeviceBuffer {
    const buffer = program.outputBuffer!;
    program.outputBuffer = null;
    return buffer;
  }

  /** Later runs may overwrite it. */
  giveBack(buffer: GpuDeviceBuffer): void {
    const { size } = buffer;
    const buffers = this.#idle.get(size) ?? [];
    buffers.push(buffer);
    this.#idle.delete(size);
    this.#idle.set(size, buffers);
    this.#idleBytes += size;
    this.#trim(mostIdleBytes);
  }

  destroy(): void {
    this.#trim(0);
  }

  #take(device: GpuDevice, size: number): GpuDeviceBuffer {
    const buffer = this.#idle.get(size)?.pop();
    if (buffer === undefined) return device.createBuffer({ size, usage });
    this.#idleBytes -= size;
    return buffer;
  }

  #trim(bytes: number): void {
    for (const [size, buffers] of this.#idle) {
      while (this.#idleBytes > bytes && buffers.length > 0) {
        buffers.pop()!.destroy();
        this.#idleBytes -= size;
      }
      if (buffers.length > 0) return;
      this.#idle.delete(size);
    }
  }
}
