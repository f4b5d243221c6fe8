import type { Gather } from '@gemmule/core';
import { floats, ints, type CpuBuffer } from '../cpu-buffer.ts';

/** Copies the entries one after the other. */
export function gather(op: Gather<CpuBuffer>): boolean {
  const { outer, size, inner, count, perOuter } = op;
  const x = floats(op.x);
  const y = floats(op.y);
  const indices = ints(op.indices);
  for (let o = 0; o < outer; o++) {
    const list = perOuter ? o * count : 0;
    for (let k = 0; k < count; k++) {
      const to = (o * count + k) * inner;
      const index = indices[list + k]!;
      if (index >= 0 && index < size) copyEntry(x, (o * size + index) * inner, y, to, inner);
      else y.fill(0, to, to + inner);
    }
  }
  return true;
}

/** From here on, `set` is faster than a loop. */
const LONG = 32;

function copyEntry(x: Float32Array, from: number, y: Float32Array, to: number, length: number): void {
  if (length >= LONG) y.set(x.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) y[to + i] = x[from + i]!;
}
