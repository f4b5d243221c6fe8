import type { Gemm, Matrix } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Task } from '../task.ts';

/** Matrix product: a thread for each element of C. Where `beta` is 0, the old C is not read, for it may hold NaN. */
export function gemm({ m, n, k, alpha, beta, batch, a, b, c }: Gemm<GpuBuffer>): Task {
  const readsOld = beta !== 0;
  const walks = [
    ...batch.map((length, axis) => ({ variable: `batch${axis}`, length, stride: c.batchStrides[axis]! })),
    { variable: 'row', length: m, stride: c.rowStride },
    { variable: 'column', length: n, stride: 1 },
  ];
  return {
    output: c.buffer,
    region: { offset: c.offset, walks },
    // With k = 0 they may be empty, and what is empty is nowhere on the device.
    inputs: k === 0 ? {} : { a: a.buffer, b: b.buffer },
    numbers: { alpha, ...(readsOld && { beta }) },
    readsOld,
    body: `
let sum = 0;
${k === 0 ? '' : products(k, a, b)}
return alpha * sum${readsOld ? ' + beta * old[at]' : ''};`,
  };
}

function products(k: number, a: Matrix<GpuBuffer>, b: Matrix<GpuBuffer>): string {
  return `
const aRow = ${batchStart(a)} + row * ${a.rowStride};
const bColumn = ${batchStart(b)} + column * ${b.columnStride};
for (let i = 0; i < ${k}; i++) {
  sum += a[aRow + i * ${a.columnStride}] * b[bColumn + i * ${b.rowStride}];
}`;
}

/** Where the matrix of this batch entry starts. */
function batchStart({ offset, batchStrides }: Matrix<GpuBuffer>): string {
  return [offset, ...batchStrides.map((stride, axis) => `batch${axis} * ${stride}`)].join(' + ');
}
