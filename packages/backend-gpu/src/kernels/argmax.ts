import type { Argmax } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

/** Index of the largest element, the first of equals; -1 where there is none. */
export function argmax({ x, y, outer, size, inner }: Argmax<GpuBuffer>): Task {
  const region = dense({ o: outer, i: inner });
  if (size === 0) return { output: y, region, inputs: {}, body: 'return halfOf(0 - 1, isLower);' };
  return {
    output: y,
    region,
    inputs: { x },
    body: `
const from = o * ${size * inner} + i;
let largest = x[from];
let winner = 0;
for (let j = 1; j < ${size}; j++) {
  const value = x[from + j * ${inner}];
  if (isNaN(largest) < 0.5) {
    if (value > largest || isNaN(value) > 0.5) {
      largest = value;
      winner = j;
    }
  }
}
return halfOf(winner, isLower);`,
  };
}
