import { BackendError, type BackendBuffer } from '@gemmule/core';

/** Elements of the CPU backend: a typed array on the JavaScript heap. */
export interface CpuBuffer extends BackendBuffer {
  /** Undefined once the buffer is freed or its backend disposed. */
  data: Float32Array | Int32Array | undefined;
}

/** The elements of a buffer, which must still be there. */
export function elements(buffer: CpuBuffer): Float32Array | Int32Array {
  if (buffer.data === undefined) {
    const what = `buffer of ${buffer.length} ${buffer.dtype}`;
    throw new BackendError(`cpu: ${what} is used after it was freed or its backend disposed`);
  }
  return buffer.data;
}

/** The elements of a float32 buffer. Kernels see nothing but this array type, so V8 compiles them for it alone. */
export function floats(buffer: CpuBuffer): Float32Array {
  return elements(buffer) as Float32Array;
}

/** The elements of an int32 buffer. */
export function ints(buffer: CpuBuffer): Int32Array {
  return elements(buffer) as Int32Array;
}
