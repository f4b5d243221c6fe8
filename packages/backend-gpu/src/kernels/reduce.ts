import type { Reduce, ReduceFunction } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

/** Over no elements. */
const identities = { sum: 0, mean: NaN, max: -Infinity, min: Infinity } as const satisfies Record<
  ReduceFunction,
  number
>;

/** A NaN once taken stays, and any other value gives way to one. */
const choose = (isBetter: string): string =>
  `if (isNaN(result) < 0.5) { if (${isBetter} || isNaN(value) > 0.5) { result = value; } }`;

/** How `value` joins the `result` of those before it. */
const steps = {
  sum: 'result += value;',
  mean: 'result += value;',
  max: choose('value > result'),
  min: choose('value < result'),
} as const satisfies Record<ReduceFunction, string>;

export function reduce({ function: name, x, y, outer, size, inner }: Reduce<GpuBuffer>): Task {
  const region = dense({ o: outer, i: inner });
  if (size === 0) {
    return { output: y, region, inputs: {}, numbers: { identity: identities[name] }, body: 'return identity;' };
  }
  return {
    output: y,
    region,
    inputs: { x },
    body: `
const from = o * ${size * inner} + i;
let result = x[from];
for (let j = 1; j < ${size}; j++) {
  const value = x[from + j * ${inner}];
  ${steps[name]}
}
return result${name === 'mean' ? ` / ${size}` : ''};`,
  };
}
