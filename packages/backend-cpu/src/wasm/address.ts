import { elements, type CpuBuffer } from '../cpu-buffer.ts';

/** Address of an element in the linear memory. */
export function address(buffer: CpuBuffer, offset: number): number {
  return elements(buffer).byteOffset + offset * 4;
}
