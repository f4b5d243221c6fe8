import { BackendError } from '@gemmule/core';
import type { Device } from './device/device.ts';
import type { Handle } from './device/handle.ts';
import type { Argument, KernelSource } from './device/programs.ts';
import { type GpuBuffer, isBuffer } from './gpu-buffer.ts';
import { fill } from './kernels/fill.ts';
import { needsOld, regionSize, sourceOf, type Task } from './task.ts';

/** What a kernel reads. */
export type Source = GpuBuffer | Float32Array | number;

/** One run of a kernel whose results become the contents of buffers. */
export interface Launch {
  readonly source: KernelSource;
  readonly inputs: readonly Source[];
  /** One for each result. */
  readonly outputs: readonly GpuBuffer[];
}

/** Has a device do things, in the order in which it is told. */
export interface Performer {
  readonly device: Device;
  readonly perform: (task: Task) => void;
  readonly launch: (launch: Launch) => void;
  /** Frees what the device holds of buffers, after all that was launched before. They are of no more use. */
  readonly release: (...buffers: readonly GpuBuffer[]) => void;
  /** Calls `body` with a buffer of its own, of `length` float32, which is freed once all that `body` launched has run. */
  readonly withScratch: (length: number, body: (scratch: GpuBuffer) => void) => void;
}

export function createPerformer(device: Device): Performer {
  const { programs, queue } = device;

  function launch({ source, inputs, outputs }: Launch): void {
    queue.assertWorking();
    for (const input of inputs) if (isBuffer(input)) ensureWritten(input);
    for (const output of outputs) {
      assertLive(output);
      output.isWritten = true;
    }
    const replaceAll = (handles: Handle[]): void => outputs.forEach((output, i) => replace(output, handles[i]));
    queue.add(() => {
      device.assertAlive();
      const results = explained(() => programs.run(source, inputs.map(contentOf)));
      return results instanceof Promise ? results.then(replaceAll) : replaceAll(results);
    });
  }

  /** A context that is lost fails to compile, too; the loss explains more. */
  function explained<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      device.assertAlive();
      throw error;
    }
  }

  function perform(task: Task): void {
    const { output, inputs, numbers = {} } = task;
    if (regionSize(task.region) === 0) return;
    const sources = [...Object.values(inputs), ...Object.values(numbers), ...(needsOld(task) ? [output] : [])];
    launch({ source: sourceOf(task, device.engine), inputs: sources, outputs: [output] });
  }

  /** Buffers that nobody wrote hold zeros once somebody reads them. */
  function ensureWritten(buffer: GpuBuffer): void {
    assertLive(buffer);
    if (!buffer.isWritten) perform(fill({ y: buffer, length: buffer.length, value: 0 }));
  }

  function release(...buffers: readonly GpuBuffer[]): void {
    for (const buffer of buffers) buffer.isLive = false;
    queue.add(() => {
      for (const buffer of buffers) replace(buffer, undefined);
    });
  }

  function withScratch(length: number, body: (scratch: GpuBuffer) => void): void {
    const buffer = scratch(length);
    try {
      body(buffer);
    } finally {
      release(buffer);
    }
  }

  return { device, perform, launch, release, withScratch };
}

/** A buffer of a kernel's own, which no tensor knows. */
export function scratch(length: number): GpuBuffer {
  return { dtype: 'float32', length, handle: undefined, isWritten: false, isLive: true };
}

/** @throws BackendError when the buffer is not there any more. */
export function assertLive(buffer: GpuBuffer): void {
  if (buffer.isLive) return;
  const what = `buffer of ${buffer.length} ${buffer.dtype}`;
  throw new BackendError(`gpu: ${what} is used after it was freed or its backend disposed`);
}

/** What the kernels before this one have made of a buffer. */
function contentOf(source: Source): Argument {
  return isBuffer(source) ? source.handle! : source;
}

function replace(buffer: GpuBuffer, handle: Handle | undefined): void {
  buffer.handle?.delete();
  buffer.handle = handle;
  for (const { buffer: layout } of buffer.kept?.values() ?? []) {
    layout.isLive = false;
    replace(layout, undefined);
  }
  delete buffer.kept;
}
