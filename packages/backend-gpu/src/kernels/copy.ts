import type { Copy } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Task } from '../task.ts';
import { wholeNumber } from './whole-number.ts';

/** Each thread finds out which element of the block it is, if any, and fetches it. */
export function copy({ x, xOffset, xStrides, y, yOffset, yStrides, shape }: Copy<GpuBuffer>): Task {
  const walks = shape.map((length, axis) => ({ variable: `i${axis}`, length, stride: yStrides[axis]! }));
  const terms = walks.map(({ variable }, axis) => `${variable} * ${xStrides[axis]}`);
  return {
    output: y,
    region: { offset: yOffset, walks },
    inputs: { x },
    body: `
const from = ${[xOffset, ...terms].join(' + ')};
${fetch(x, y)}`,
  };
}

function fetch(x: GpuBuffer, y: GpuBuffer): string {
  if (x.dtype === y.dtype) return y.dtype === 'int32' ? 'return x[from * 2 + isLower];' : 'return x[from];';
  if (x.dtype === 'int32') return `return ${wholeNumber('x', 'from')};`;
  return `
const value = x[from];
const size = Math.floor(Math.abs(value));
return halfOf(value < 0 ? 0 - size : size, isLower);`;
}
