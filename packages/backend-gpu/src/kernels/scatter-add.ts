import type { ScatterAdd } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, regionSize, type Task } from '../task.ts';
import { indexAt } from './gather.ts';

/** What it costs to look at an index, in multiplications. */
const lookCost = 8;

/**
 * Each thread looks through the indices for those that name its entry. A long list is cut into stretches, each a kernel that adds
 * to the sums of those before it, so that no launch computes more than `launchProducts`.
 */
export function scatterAdd({ dy, indices, dx, ...sizes }: ScatterAdd<GpuBuffer>, launchProducts: number): Task[] {
  const { outer, size, inner, count } = sizes;
  const region = dense({ o: outer, j: size, i: inner });
  if (count === 0) return [{ output: dx, region, inputs: {}, body: 'return 0;' }];
  const stretch = Math.min(
    count,
    Math.max(1, Math.floor(launchProducts / (lookCost * Math.max(1, regionSize(region))))),
  );
  return Array.from({ length: Math.ceil(count / stretch) }, (_, part) => ({
    output: dx,
    region,
    inputs: { dy, indices },
    numbers: { start: part * stretch },
    readsOld: part > 0,
    body: `
let sum = ${part > 0 ? 'old[at]' : '0'};
for (let n = 0; n < ${stretch}; n++) {
  const k = start + n;
  if (k < ${count}) {
    if (${indexAt(sizes, 'k')} == j) { sum += dy[(o * ${count} + k) * ${inner} + i]; }
  }
}
return sum;`,
  }));
}
