import type { MaxPoolGradient } from '@gemmule/core';
import { floats, ints, type CpuBuffer } from '../cpu-buffer.ts';
import { cells } from './volume.ts';

export function maxPoolGradient(op: MaxPoolGradient<CpuBuffer>): void {
  const { planes, geometry } = op;
  const dy = floats(op.dy);
  const indices = ints(op.indices);
  const dx = floats(op.dx);
  const planeCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  dx.fill(0, 0, planes * planeCells);
  for (let plane = 0; plane < planes; plane++) {
    const to = plane * planeCells;
    for (let i = plane * positions; i < (plane + 1) * positions; i++) {
      const winner = indices[i]!;
      if (winner >= 0) dx[to + winner]! += dy[i]!;
    }
  }
}
