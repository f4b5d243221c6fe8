import type { Gemm, Matrix } from '@gemmule/core';
import type { NativeFunction } from '../device/gpu-js.ts';
import { nativeFunctions } from '../device/natives.ts';
import type { KernelSource } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { entriesOf } from '../launches.ts';

/** Products that a thread adds between two tests of its loop. */
const unroll = 4;

/**
 * The product `alpha * A B` in gpu.js's own language, for devices on which WGSL fails: a thread computes four columns of a row.
 * Its result is dense but for rows that are filled up to `paddedColumns`. Its parameters are `a`, `b` and `alpha`.
 */
export function gemmOfFours({ m, n, k, batch, a, b }: Gemm<GpuBuffer>): KernelSource {
  const fours = paddedColumns(n) / 4;
  const columns = [0, 1, 2, 3];
  const threads = entriesOf({ batch }) * m * fours;
  const code = `function (a, b, alpha) {
const line = quotient(this.thread.x, ${fours});
const column = (this.thread.x - line * ${fours}) * 4;
const entry = quotient(line, ${m});
const aRow = ${startOf(a, batch)} + (line - entry * ${m}) * ${a.rowStride};
const bStart = ${startOf(b, batch)};
${columns.map((c) => `const b${c} = bStart + Math.min(column + ${c}, ${n - 1}) * ${b.columnStride}; let s${c} = 0;`).join('\n')}
for (let i = 0; i < ${k - (k % unroll)}; i += ${unroll}) {
${Array.from({ length: unroll }, (_, step) => products(`i + ${step}`, step, a, b)).join('\n')}
}
${Array.from({ length: k % unroll }, (_, step) => products(`${k - (k % unroll) + step}`, step, a, b)).join('\n')}
return [${columns.map((c) => `alpha * s${c}`).join(', ')}];
}`;
  const natives = (): NativeFunction[] =>
    nativeFunctions('webgpu', Math.max(4 * threads, a.buffer.length, b.buffer.length));
  return { code, natives, threads: [threads], length: 4 * threads, key: code };
}

/** Whole fours of columns. */
export function paddedColumns(n: number): number {
  return Math.ceil(n / 4) * 4;
}

/** Adds the products at position `i` of the sums; `step` tells the names apart. */
function products(i: string, step: number, a: Matrix, b: Matrix): string {
  const sums = [0, 1, 2, 3].map((c) => `s${c} += a${step} * b[b${c} + (${i}) * ${b.rowStride}];`);
  return `const a${step} = a[aRow + (${i}) * ${a.columnStride}];\n${sums.join('\n')}`;
}

/** Where the matrix of the batch entry `entry` starts. */
function startOf({ offset, batchStrides }: Matrix, batch: readonly number[]): string {
  let inner = 1;
  const terms = [`${offset}`];
  for (const [axis, length] of [...batch.entries()].toReversed()) {
    const index = `quotient(entry, ${inner})`;
    terms.push(`(${index} - quotient(entry, ${inner * length}) * ${length}) * ${batchStrides[axis]!}`);
    inner *= length;
  }
  return terms.join(' + ');
}
