import type { Fill } from '@gemmule/core';
import { toFloats, type GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

export function fill({ y, length, value }: Fill<GpuBuffer>): Task {
  const region = dense({ i: length });
  if (y.dtype === 'float32') return { output: y, region, inputs: {}, numbers: { value }, body: 'return value;' };
  const [upper = 0, lower = 0] = toFloats(Int32Array.of(value), 'int32');
  const body = 'return isLower > 0.5 ? lower : upper;';
  return { output: y, region, inputs: {}, numbers: { upper, lower }, body };
}
