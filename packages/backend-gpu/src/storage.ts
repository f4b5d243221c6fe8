import { BackendError, type DType, type StorageKernels, type StorageStatistics } from '@gemmule/core';
import type { Device } from './device/device.ts';
import { floatsPerElement, fromFloats, toFloats, type GpuBuffer } from './gpu-buffer.ts';
import { assertLive, type Performer } from './perform.ts';
import { upload } from './kernels/upload.ts';

const bytesPerElement = 4;

/** Memory of one GPU backend, and what ends it. */
export interface GpuStorage extends StorageKernels<GpuBuffer> {
  dispose(): void;
}

/** Buffers as boxes for what kernels return. Nothing is on the device before the first write. */
export function createStorage({ device, perform, release }: Performer): GpuStorage {
  const { queue } = device;
  const live = new Set<GpuBuffer>();
  let allocations = 0;
  let bytes = 0;
  let isDisposed = false;

  function assertUsable(operation: string): void {
    if (isDisposed) throw new BackendError(`gpu: ${operation}: the backend is disposed`);
  }

  function assertReadable(buffer: GpuBuffer, length: number): void {
    assertUsable('read');
    assertFits('read', buffer, length);
    assertLive(buffer);
    queue.assertWorking();
  }

  async function read(buffer: GpuBuffer, length: number): Promise<Float32Array | Int32Array> {
    assertReadable(buffer, length);
    if (length === 0 || !buffer.isWritten) return zeros(buffer.dtype, length);
    const floats = length * floatsPerElement(buffer);
    const content = await queue.result(() => {
      device.assertAlive();
      return buffer.handle!.read(floats);
    });
    device.assertHealthy();
    return fromFloats(content, buffer.dtype, length);
  }

  function readSync(buffer: GpuBuffer, length: number): Float32Array | Int32Array {
    assertReadable(buffer, length);
    if (length === 0 || !buffer.isWritten) return zeros(buffer.dtype, length);
    device.assertAlive();
    const content = buffer.handle!.readSync!(length * floatsPerElement(buffer));
    device.assertHealthy();
    return fromFloats(content, buffer.dtype, length);
  }

  return {
    allocate(dtype: DType, length: number): GpuBuffer {
      assertUsable('allocate');
      queue.assertWorking();
      assertLength(device, dtype, length);
      const buffer: GpuBuffer = { dtype, length, handle: undefined, isWritten: false, isLive: true };
      live.add(buffer);
      allocations += 1;
      bytes += length * bytesPerElement;
      return buffer;
    },
    free(buffer: GpuBuffer): void {
      assertUsable('free');
      if (!live.delete(buffer)) {
        throw new BackendError(
          `gpu: free: the buffer of ${buffer.length} ${buffer.dtype} is not allocated here (any more)`,
        );
      }
      bytes -= buffer.length * bytesPerElement;
      release(buffer);
    },
    write(buffer: GpuBuffer, data: Float32Array | Int32Array): void {
      assertUsable('write');
      assertFits('write', buffer, data.length);
      perform(upload(toFloats(data, buffer.dtype), buffer));
    },
    read,
    ...(device.isSync && { readSync }),
    memory(): StorageStatistics {
      assertUsable('memory');
      return { allocations, buffers: live.size, bytes };
    },
    dispose(): void {
      if (isDisposed) return;
      isDisposed = true;
      release(...live);
      live.clear();
      queue.add(() => device.destroy());
    },
  };
}

function zeros(dtype: DType, length: number): Float32Array | Int32Array {
  return dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
}

function assertFits(operation: string, buffer: GpuBuffer, length: number): void {
  if (length > buffer.length) {
    throw new BackendError(`gpu: ${operation}: ${length} elements asked of a buffer that has ${buffer.length}`);
  }
}

function assertLength({ engine, maxFloats }: Device, dtype: DType, length: number): void {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new BackendError(`gpu: allocate: length ${length} is not a whole number of elements`);
  }
  const most = Math.floor(maxFloats / floatsPerElement({ dtype }));
  if (length > most) {
    throw new BackendError(`gpu: allocate: ${length} ${dtype} in one buffer, ${engine} takes ${most} at most here`);
  }
}
