import type { Fill } from '@gemmule/core';
import { elements, type CpuBuffer } from '../cpu-buffer.ts';

export function fill({ y, length, value }: Fill<CpuBuffer>): void {
  elements(y).fill(value, 0, length);
}
