import type { Softmax } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { reduce } from './reduce.ts';

/** Lanes up to this long are summed again for each of their elements: that is less than two more kernels. */
const short = 32;

/** Whether {@link softmax} does without memory for what all elements of a lane share. */
export function isShortLane({ size }: Pick<Softmax, 'size'>): boolean {
  return size <= short;
}

/** Softmax or its logarithm in one kernel, for short lanes. */
export function shortSoftmax(op: Softmax<GpuBuffer>): Task {
  const { size, inner } = op;
  const find = `
const from = o * ${size * inner} + i;
let largest = x[from];
for (let k = 1; k < ${size}; k++) {
  if (x[from + k * ${inner}] > largest) { largest = x[from + k * ${inner}]; }
}
${total('from', op)}`;
  return elements(op, {}, find);
}

/** The same in three, with memory for the largest element of each lane and for the sum of the exponentials. */
export function longSoftmax(op: Softmax<GpuBuffer>, largest: GpuBuffer, sum: GpuBuffer): Task[] {
  const { x, outer, size, inner } = op;
  const find = `const largest = largests[o * ${inner} + i];`;
  const sums: Task = {
    output: sum,
    region: dense({ o: outer, i: inner }),
    inputs: { x, largests: largest },
    body: `${find}\n${total(`o * ${size * inner} + i`, op)}\nreturn sum;`,
  };
  const shared = { largests: largest, sums: sum };
  return [
    reduce({ function: 'max', x, y: largest, outer, size, inner }),
    sums,
    elements(op, shared, `${find}\nconst sum = sums[o * ${inner} + i];`),
  ];
}

/** Declares `sum`, from `largest`: less it, no exponential overflows, and one of them is 1. A NaN fills its lane. */
function total(from: string, { size, inner }: Softmax): string {
  return `
let sum = 0;
for (let k = 0; k < ${size}; k++) {
  const value = x[${from} + k * ${inner}];
  if (isNaN(value) > 0.5) { sum = value; }
  if (isNaN(sum) < 0.5) { sum += Math.exp(value - largest); }
}`;
}

/** Each element, once `find` has declared `largest` and `sum`. */
function elements(
  { x, y, outer, size, inner, logarithm }: Softmax<GpuBuffer>,
  more: Task['inputs'],
  find: string,
): Task {
  return {
    output: y,
    region: dense({ o: outer, j: size, i: inner }),
    inputs: { x, ...more },
    body: `
${find}
if (isNaN(sum) > 0.5) { return sum; }
const distance = x[at] - largest;
return ${logarithm ? 'distance - Math.log(sum)' : 'Math.exp(distance) / sum'};`,
  };
}
