import type { Reduce, ReduceFunction } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { createScratch, reserve } from './scratch.ts';

interface Reduction {
  /** Over no elements. */
  readonly identity: number;
  /** Reduces neighbouring elements. */
  run(x: Float32Array, from: number, length: number): number;
  /** Combines a row of elements with the results so far: `results[i]` with `x[from + i]`. */
  row(x: Float32Array, from: number, results: Float64Array, length: number): void;
}

const sum: Reduction = {
  identity: 0,
  run(x, from, length) {
    // Four sums, whose additions overlap.
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const end = from + length;
    let i = from;
    for (; i + 4 <= end; i += 4) {
      s0 += x[i]!;
      s1 += x[i + 1]!;
      s2 += x[i + 2]!;
      s3 += x[i + 3]!;
    }
    for (; i < end; i++) s0 += x[i]!;
    return s0 + s1 + (s2 + s3);
  },
  row(x, from, results, length) {
    for (let i = 0; i < length; i++) results[i]! += x[from + i]!;
  },
};

const reductions = {
  sum,
  mean: sum,
  max: {
    identity: -Infinity,
    run(x, from, length) {
      let result = -Infinity;
      for (let i = from; i < from + length; i++) result = Math.max(result, x[i]!);
      return result;
    },
    row(x, from, results, length) {
      for (let i = 0; i < length; i++) results[i] = Math.max(results[i]!, x[from + i]!);
    },
  },
  min: {
    identity: Infinity,
    run(x, from, length) {
      let result = Infinity;
      for (let i = from; i < from + length; i++) result = Math.min(result, x[i]!);
      return result;
    },
    row(x, from, results, length) {
      for (let i = 0; i < length; i++) results[i] = Math.min(results[i]!, x[from + i]!);
    },
  },
} satisfies Record<ReduceFunction, Reduction>;

const rowResults = createScratch();

/** Results are kept in doubles and rounded once. */
export function reduce(op: Reduce<CpuBuffer>): void {
  const { outer, size, inner } = op;
  const x = floats(op.x);
  const y = floats(op.y);
  const reduction: Reduction = reductions[op.function];
  const divisor = op.function === 'mean' ? size : 1;
  if (inner === 1) {
    for (let o = 0; o < outer; o++) y[o] = reduction.run(x, o * size, size) / divisor;
    return;
  }
  const results = reserve(rowResults, inner);
  for (let o = 0; o < outer; o++) {
    results.fill(reduction.identity, 0, inner);
    for (let i = 0; i < size; i++) reduction.row(x, (o * size + i) * inner, results, inner);
    for (let i = 0; i < inner; i++) y[o * inner + i] = results[i]! / divisor;
  }
}
