import type { BackendBuffer } from '@gemmule/core';
import type { Handle } from './device/handle.ts';

/**
 * Elements of the GPU backend. gpu.js kernels only return fresh memory, so this is a box: a kernel that writes puts its
 * result in the box and frees what was there.
 *
 * Memory on the device holds float32 alone. An int32 is kept as two of them, one after the other: its upper 16 bits with the
 * sign, and its lower 16 without. Both are exact, where one float32 would only be up to 2^24.
 */
export interface GpuBuffer extends BackendBuffer {
  /** What the device holds; undefined before the first kernel that writes it has run. */
  handle: Handle | undefined;
  /** Whether a kernel that writes it has been called. */
  isWritten: boolean;
  /** False once it is freed or its backend disposed. */
  isLive: boolean;
  /** The same content in other layouts, by a name that says all of the layout. It ends with the content. */
  kept?: Map<string, { readonly buffer: GpuBuffer }>;
}

/** Whether a source of a kernel is a buffer. */
export function isBuffer(source: GpuBuffer | Float32Array | number): source is GpuBuffer {
  return typeof source === 'object' && !(source instanceof Float32Array);
}

/** How many float32 the device holds for one element. */
export function floatsPerElement({ dtype }: Pick<BackendBuffer, 'dtype'>): number {
  return dtype === 'int32' ? 2 : 1;
}

/** How many float32 the device holds for a buffer. */
export function floatLength(buffer: Pick<BackendBuffer, 'dtype' | 'length'>): number {
  return buffer.length * floatsPerElement(buffer);
}

/** Host elements as the device keeps them, copied. */
export function toFloats(data: Float32Array | Int32Array, dtype: BackendBuffer['dtype']): Float32Array {
  if (dtype === 'float32') return Float32Array.from(data);
  const floats = new Float32Array(2 * data.length);
  for (let i = 0; i < data.length; i++) {
    floats[2 * i] = data[i]! >> 16;
    floats[2 * i + 1] = data[i]! & 0xffff;
  }
  return floats;
}

/** The inverse: `length` elements from what the device keeps. */
export function fromFloats(
  floats: Float32Array,
  dtype: BackendBuffer['dtype'],
  length: number,
): Float32Array | Int32Array {
  if (dtype === 'float32') return floats.slice(0, length);
  return Int32Array.from({ length }, (_, i) => (floats[2 * i]! << 16) | floats[2 * i + 1]!);
}
