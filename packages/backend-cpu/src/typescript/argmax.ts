import type { Argmax } from '@gemmule/core';
import { floats, ints, type CpuBuffer } from '../cpu-buffer.ts';

/** Index of the largest element, -1 where there is none. */
export function argmax(op: Argmax<CpuBuffer>): void {
  const { outer, size, inner } = op;
  const x = floats(op.x);
  const y = ints(op.y);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) y[o * inner + i] = indexOfLargest(x, o * size * inner + i, size, inner);
  }
}

function indexOfLargest(x: Float32Array, from: number, size: number, stride: number): number {
  let winner = -1;
  let largest = -Infinity;
  for (let i = 0; i < size; i++) {
    const value = x[from + i * stride]!;
    if (Number.isNaN(value)) return i;
    if (winner < 0 || value > largest) {
      winner = i;
      largest = value;
    }
  }
  return winner;
}
