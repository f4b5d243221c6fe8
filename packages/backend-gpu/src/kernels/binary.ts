import type { Binary, BinaryFunction } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';

const orNaN = (value: string): string => `isNaN(p) > 0.5 ? p : (isNaN(q) > 0.5 ? q : (${value}))`;

/** Of the operands p and q. */
const expressions = {
  add: 'p + q',
  sub: 'p - q',
  mul: 'p * q',
  div: 'p / q',
  maximum: orNaN('p > q ? p : q'),
  minimum: orNaN('p < q ? p : q'),
  equal: 'p == q ? 1 : 0',
  greater: 'p > q ? 1 : 0',
} as const satisfies Record<BinaryFunction, string>;

export function binary({ function: name, a, b, y, shape, aStrides, bStrides }: Binary<GpuBuffer>): Task {
  const variables = shape.map((_, axis) => `i${axis}`);
  const address = (strides: readonly number[]): string =>
    ['0', ...variables.map((variable, axis) => `${variable} * ${strides[axis]}`)].join(' + ');
  return {
    output: y,
    region: dense(Object.fromEntries(variables.map((variable, axis) => [variable, shape[axis]!]))),
    inputs: { a, b },
    body: `
const p = a[${address(aStrides)}];
const q = b[${address(bStrides)}];
return ${expressions[name]};`,
  };
}
