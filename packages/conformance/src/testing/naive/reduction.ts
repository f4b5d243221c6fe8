import type { ReduceFunction, ReductionKernels } from '@gemmule/core';
import type { NaiveBuffer } from './walk.ts';

const add = (sum: number, x: number): number => sum + x;

const reductions = {
  sum: (lane) => lane.reduce(add, 0),
  mean: (lane) => lane.reduce(add, 0) / lane.length,
  max: (lane) => Math.max(...lane),
  min: (lane) => Math.min(...lane),
} as const satisfies Record<ReduceFunction, (lane: number[]) => number>;

interface Lanes {
  readonly x: NaiveBuffer;
  readonly y: NaiveBuffer;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

function eachLane({ x, y, outer, size, inner }: Lanes, f: (lane: number[]) => number): void {
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      y.data[o * inner + i] = f(Array.from({ length: size }, (_, s) => x.data[(o * size + s) * inner + i]!));
    }
  }
}

/** Position of the largest, where a NaN is larger than anything and nothing beats what came first. */
function positionOfLargest(lane: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < lane.length; i += 1) {
    if (Number.isNaN(lane[best])) break;
    if (Number.isNaN(lane[i]) || lane[i]! > lane[best]!) best = i;
  }
  return best;
}

export const reductionKernels: ReductionKernels<NaiveBuffer> = {
  reduce: (op) => eachLane(op, reductions[op.function]),
  argmax: (op) => eachLane(op, positionOfLargest),
};
