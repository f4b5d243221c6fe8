import type { Backend, BackendBuffer, DType } from '@gemmule/core';
import type { Expected } from '../tolerance.ts';
import { assertClose } from './compare.ts';

/** What fills int32 buffers that a kernel must overwrite; float32 ones get NaN. */
export const INT_POISON = -559_038_737;

/** Elements kept behind a kernel's region to see that it stays inside. */
export const GUARD = 5;

/**
 * The buffers of one kernel-level case on one backend. Whatever it hands out that the case does not fill is poisoned, so
 * a kernel that reads what it should not, or leaves a cell unwritten, shows.
 */
export class Device {
  readonly backend: Backend;
  readonly #buffers: BackendBuffer[] = [];

  constructor(backend: Backend) {
    this.backend = backend;
  }

  allocate(dtype: DType, length: number): BackendBuffer {
    const buffer = this.backend.allocate(dtype, length);
    this.#buffers.push(buffer);
    return buffer;
  }

  /** A float32 buffer that holds `values`. */
  floats(values: ArrayLike<number>): BackendBuffer {
    const buffer = this.allocate('float32', values.length);
    this.backend.write(buffer, Float32Array.from(values));
    return buffer;
  }

  /** An int32 buffer that holds `values`. */
  ints(values: ArrayLike<number>): BackendBuffer {
    const buffer = this.allocate('int32', values.length);
    this.backend.write(buffer, Int32Array.from(values));
    return buffer;
  }

  /** `values` behind `offset` poisoned elements and before {@link GUARD} more. */
  floatsAt(offset: number, values: ArrayLike<number>): BackendBuffer {
    return this.floats(surround(values, offset, GUARD, Number.NaN));
  }

  /** A float32 buffer full of NaN, for a kernel to overwrite. */
  destination(length: number): BackendBuffer {
    return this.floats(new Float32Array(length).fill(Number.NaN));
  }

  /** An int32 buffer full of {@link INT_POISON}. */
  intDestination(length: number): BackendBuffer {
    return this.ints(new Int32Array(length).fill(INT_POISON));
  }

  async read(buffer: BackendBuffer, length: number = buffer.length): Promise<Float32Array | Int32Array> {
    return this.backend.read(buffer, length);
  }

  /** Reads all of `buffer` and compares. */
  async check(buffer: BackendBuffer, expected: Expected, what: string, shape?: readonly number[]): Promise<void> {
    assertClose(await this.read(buffer), expected, what, shape);
  }

  /**
   * Compares the region at `offset` and demands that everything around it still holds the poison it was given by
   * {@link destination}: NaN. The two are separate messages, because the causes are.
   */
  async checkAt(
    buffer: BackendBuffer,
    offset: number,
    expected: Expected,
    what: string,
    shape?: readonly number[],
  ): Promise<void> {
    const got = await this.read(buffer);
    const end = offset + expected.values.length;
    assertClose(got.subarray(offset, end), expected, what, shape);
    for (let i = 0; i < got.length; i += 1) {
      if ((i >= offset && i < end) || Number.isNaN(got[i])) continue;
      throw new Error(`${what}: wrote ${got[i]} to element ${i}, outside of its region [${offset}, ${end})`);
    }
  }

  release(): void {
    for (const buffer of this.#buffers) this.backend.free(buffer);
    this.#buffers.length = 0;
  }
}

/** Runs `body` with a device and frees its buffers afterwards, also when it throws. */
export async function withDevice<T>(backend: Backend, body: (device: Device) => Promise<T>): Promise<T> {
  const device = new Device(backend);
  try {
    return await body(device);
  } finally {
    device.release();
  }
}

/** `values` with `before` and `after` more elements, all `filler`. */
export function surround(values: ArrayLike<number>, before: number, after: number, filler: number): Float64Array {
  const result = new Float64Array(before + values.length + after).fill(filler);
  result.set(Array.from(values), before);
  return result;
}
