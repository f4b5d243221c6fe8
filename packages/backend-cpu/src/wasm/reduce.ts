import type { Reduce, ReduceFunction } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { address } from './address.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';
import { roundUp } from './tile.ts';

/** Elements of a chunk: some 50 microseconds. */
const elementsPerChunk = 65_536;
/** Columns that a kernel reduces at a time. */
const columnsAtOnce = 8;

/** Kernels of assembly/reduce. */
export type ReduceKernel = 'sumRows' | 'sumColumns' | 'maxRows' | 'maxColumns' | 'minRows' | 'minColumns';

const kernels: Readonly<Record<ReduceFunction, readonly [rows: ReduceKernel, columns: ReduceKernel]>> = {
  sum: ['sumRows', 'sumColumns'],
  mean: ['sumRows', 'sumColumns'],
  max: ['maxRows', 'maxColumns'],
  min: ['minRows', 'minColumns'],
};

export function createReduce(engine: WasmEngine): (op: Reduce<CpuBuffer>) => void {
  return ({ function: name, x, y, ...sizes }) => {
    runReduce(engine, name, { x: address(x, 0), y: address(y, 0), ...sizes });
  };
}

/** Reduces `x` `[outer, size, inner]` to `y` `[outer, inner]`, both addresses. */
export function runReduce(
  engine: WasmEngine,
  name: ReduceFunction,
  { x, y, outer, size, inner }: Readonly<Record<'x' | 'y' | 'outer' | 'size' | 'inner', number>>,
): void {
  if (outer * inner === 0) return;
  const atOnce = Math.max(1, Math.floor(elementsPerChunk / Math.max(1, size)));
  const perChunk = inner === 1 ? atOnce : roundUp(Math.min(atOnce, inner), columnsAtOnce);
  engine.run({
    kernel: kernels[name][inner === 1 ? 0 : 1],
    chunks: inner === 1 ? Math.ceil(outer / perChunk) : outer * Math.ceil(inner / perChunk),
    work: outer * size * inner * workPerElement,
    scratchBytes: 0,
    integers: { x, y, outer, size, inner, perChunk, isMean: Number(name === 'mean') },
  });
}
