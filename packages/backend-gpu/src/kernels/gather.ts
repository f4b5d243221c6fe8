import type { Gather, GatherSizes } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { wholeNumber } from './whole-number.ts';

/** Each thread looks up which entry it copies from. */
export function gather({ x, indices, y, ...sizes }: Gather<GpuBuffer>): Task {
  const { outer, size, inner, count } = sizes;
  const region = dense({ o: outer, k: count, i: inner });
  if (size === 0) return { output: y, region, inputs: {}, body: 'return 0;' };
  return {
    output: y,
    region,
    inputs: { x, indices },
    body: `
const index = ${indexAt(sizes, 'k')};
if (index < 0 || index >= ${size}) { return 0; }
return x[(o * ${size} + index) * ${inner} + i];`,
  };
}

/** The index that outer `o` has at place `k` of its list. */
export function indexAt({ count, perOuter }: GatherSizes, k: string): string {
  return wholeNumber('indices', perOuter ? `o * ${count} + ${k}` : k);
}
