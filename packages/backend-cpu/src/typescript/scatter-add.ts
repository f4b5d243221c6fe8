import type { ScatterAdd } from '@gemmule/core';
import { floats, ints, type CpuBuffer } from '../cpu-buffer.ts';

/** Adds the entries one after the other to where they belong. */
export function scatterAdd(op: ScatterAdd<CpuBuffer>): boolean {
  const { outer, size, inner, count, perOuter } = op;
  const dy = floats(op.dy);
  const dx = floats(op.dx);
  const indices = ints(op.indices);
  dx.fill(0, 0, outer * size * inner);
  for (let o = 0; o < outer; o++) {
    const list = perOuter ? o * count : 0;
    for (let k = 0; k < count; k++) {
      const index = indices[list + k]!;
      if (index < 0 || index >= size) continue;
      const from = (o * count + k) * inner;
      const to = (o * size + index) * inner;
      for (let i = 0; i < inner; i++) dx[to + i]! += dy[from + i]!;
    }
  }
  return true;
}
