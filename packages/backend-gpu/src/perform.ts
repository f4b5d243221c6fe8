import { BackendError } from '@gemmule/core';
import type { Device } from './device/device.ts';
import type { Handle } from './device/handle.ts';
import type { Argument } from './device/programs.ts';
import { floatLength, type GpuBuffer } from './gpu-buffer.ts';
import { fill } from './kernels/fill.ts';
import { needsOld, regionSize, sourceOf, type Task } from './task.ts';

/** Has a device run a task, after all that were called before it. */
export type Perform = (task: Task) => void;

export function createPerform(device: Device): Perform {
  const { programs, queue } = device;

  function perform(task: Task): void {
    const { output, inputs, numbers = {} } = task;
    if (regionSize(task.region) === 0) return;
    queue.assertWorking();
    const sources = [...Object.values(inputs), ...Object.values(numbers), ...(needsOld(task) ? [output] : [])];
    for (const source of sources) if (isBuffer(source)) ensureWritten(source);
    assertLive(output);
    output.isWritten = true;
    const code = sourceOf(task);
    queue.add(() => {
      device.assertAlive();
      const result = programs.run(code, floatLength(output), sources.map(contentOf));
      return result instanceof Promise ? result.then((handle) => replace(output, handle)) : replace(output, result);
    });
  }

  /** Buffers that nobody wrote hold zeros once somebody reads them. */
  function ensureWritten(buffer: GpuBuffer): void {
    assertLive(buffer);
    if (!buffer.isWritten) perform(fill({ y: buffer, length: buffer.length, value: 0 }));
  }

  return perform;
}

function isBuffer(source: GpuBuffer | Float32Array | number): source is GpuBuffer {
  return typeof source === 'object' && !(source instanceof Float32Array);
}

/** @throws BackendError when the buffer is not there any more. */
export function assertLive(buffer: GpuBuffer): void {
  if (buffer.isLive) return;
  const what = `buffer of ${buffer.length} ${buffer.dtype}`;
  throw new BackendError(`gpu: ${what} is used after it was freed or its backend disposed`);
}

/** What the kernels before this one have made of a buffer. */
function contentOf(source: GpuBuffer | Float32Array | number): Argument {
  return isBuffer(source) ? source.handle! : source;
}

function replace(buffer: GpuBuffer, handle: Handle): void {
  buffer.handle?.delete();
  buffer.handle = handle;
}
