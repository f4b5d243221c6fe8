import type { Argmax, Reduce, ReduceFunction } from '@gemmule/core';
import { beats } from './beats.ts';
import type { MineBuffer } from './storage.ts';

interface Reduction {
  /** What the reduction of no elements begins with. */
  readonly start: number;
  readonly step: (soFar: number, x: number) => number;
}

const add = (sum: number, x: number): number => sum + x;

const reductions = {
  sum: { start: 0, step: add },
  mean: { start: 0, step: add },
  max: { start: -Infinity, step: Math.max },
  min: { start: Infinity, step: Math.min },
} satisfies Record<ReduceFunction, Reduction>;

/** Sums are kept in JavaScript's doubles, and rounded to float32 once, when they are stored. */
export function reduce({ function: name, x, y, outer, size, inner }: Reduce<MineBuffer>): void {
  const [from, to] = [x.data, y.data];
  const { start, step }: Reduction = reductions[name];
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      let result = start;
      for (let s = 0; s < size; s += 1) result = step(result, from[(o * size + s) * inner + i]);
      // Over no elements this is 0 / 0, which is the NaN that the contract asks for.
      to[o * inner + i] = name === 'mean' ? result / size : result;
    }
  }
}

export function argmax({ x, y, outer, size, inner }: Argmax<MineBuffer>): void {
  const [from, to] = [x.data, y.data];
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      const at = (s: number): number => from[(o * size + s) * inner + i];
      let best = 0;
      for (let s = 1; s < size; s += 1) if (beats(at(s), at(best))) best = s;
      to[o * inner + i] = best;
    }
  }
}
