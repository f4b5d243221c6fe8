import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

/** Host data, as the device keeps them, to the start of a buffer. */
export function upload(data: Float32Array, y: GpuBuffer): Task {
  return { output: y, region: dense({ i: data.length }), isRaw: true, inputs: { data }, body: 'return data[i];' };
}
