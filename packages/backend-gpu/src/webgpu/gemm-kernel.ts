import type { Gemm } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { gemm as portableGemm } from '../kernels/gemm.ts';
import { entriesOf, rowsInLaunch, rowsOf } from '../launches.ts';
import type { Task } from '../task.ts';
import { gemmOfFours, paddedColumns } from './gemm-of-fours.ts';
import { gemmShader } from './gemm.ts';
import type { ShaderHost } from './shader-host.ts';

/** Products of fewer multiplications are as fast with a thread for each element, and compile faster. */
const fewMultiplications = 2 ** 15;

type GemmKernel = (op: Gemm<GpuBuffer>) => void;

/** Matrix product with register tiles where that pays. A shader overwrites all of its output, so others go through a scratch. */
export function gemmKernel(host: ShaderHost): GemmKernel {
  const { perform, performShader, withScratch } = host;
  return inLaunches(host, (op) => {
    if (isSmall(op)) return perform(portableGemm(op));
    if (fillsBuffer(op)) return performShader(gemmShader(op));
    withScratch(entriesOf(op) * op.m * op.n, (scratch) => {
      performShader(gemmShader({ ...op, beta: 0, c: { ...op.c, buffer: scratch } }));
      perform(place(op, scratch, op.n));
    });
  });
}

/** The same where WGSL does not work. */
export function gemmKernelOfFours(host: ShaderHost): GemmKernel {
  const { perform, run, withScratch, device } = host;
  return inLaunches(host, (op) => {
    const columns = paddedColumns(op.n);
    const length = entriesOf(op) * op.m * columns;
    if (isSmall(op) || length > device.maxFloats) return perform(portableGemm(op));
    withScratch(length, (scratch) => {
      run(scratch, [op.a.buffer, op.b.buffer, op.alpha], gemmOfFours(op));
      perform(place(op, scratch, columns));
    });
  });
}

/** The rows that two sizes of register tiles have in common. */
const tile = 8;

function inLaunches({ device }: ShaderHost, kernel: GemmKernel): GemmKernel {
  return (op) => {
    const rows = rowsInLaunch(op, tile, device);
    for (let start = 0; start < op.m; start += rows) kernel(rowsOf(op, start, rows));
  };
}

function isSmall(op: Gemm<GpuBuffer>): boolean {
  return entriesOf(op) * op.m * op.n * op.k < fewMultiplications;
}

/** Whether C is dense and all that its buffer holds. */
function fillsBuffer({ m, n, batch, c }: Gemm<GpuBuffer>): boolean {
  let size = m * n;
  if (c.offset !== 0 || (m > 1 && c.rowStride !== n)) return false;
  for (const [axis, length] of [...batch.entries()].toReversed()) {
    if (length > 1 && c.batchStrides[axis] !== size) return false;
    size *= length;
  }
  return size === c.buffer.length;
}

/** `C = product + beta * C` in the region of C, from `alpha * A B` with rows of `columns`. */
function place({ m, n, beta, batch, c }: Gemm<GpuBuffer>, product: GpuBuffer, columns: number): Task {
  const walks = [
    ...batch.map((length, axis) => ({ variable: `batch${axis}`, length, stride: c.batchStrides[axis]! })),
    { variable: 'row', length: m, stride: c.rowStride },
    { variable: 'column', length: n, stride: 1 },
  ];
  const lengths = [...batch, m, columns];
  const from = walks.reduce((sum, { variable }, axis) => `(${sum}) * ${lengths[axis]} + ${variable}`, '0');
  return {
    output: c.buffer,
    region: { offset: c.offset, walks },
    inputs: { product },
    numbers: beta === 0 ? {} : { beta },
    readsOld: beta !== 0,
    body: `return product[${from}]${beta === 0 ? '' : ' + beta * old[at]'};`,
  };
}
