import type { Softmax } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { address } from './address.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';
import { roundUp } from './tile.ts';

/** Elements of a chunk: some 50 microseconds. */
const elementsPerChunk = 16_384;
/** Columns that the kernel takes at a time. */
const columnsAtOnce = 4;

/** Kernels of assembly/softmax. */
export type SoftmaxKernel = 'softmaxRows' | 'softmaxColumns';

export function createSoftmax(engine: WasmEngine): (op: Softmax<CpuBuffer>) => boolean {
  return (op) => {
    const { outer, size, inner } = op;
    if (outer * size * inner === 0) return true;
    const atOnce = Math.max(1, Math.floor(elementsPerChunk / size));
    const perChunk = inner === 1 ? atOnce : roundUp(Math.min(atOnce, inner), columnsAtOnce);
    engine.run({
      kernel: inner === 1 ? 'softmaxRows' : 'softmaxColumns',
      chunks: inner === 1 ? Math.ceil(outer / perChunk) : outer * Math.ceil(inner / perChunk),
      work: outer * size * inner * workPerElement,
      scratchBytes: 0,
      integers: {
        x: address(op.x, 0),
        y: address(op.y, 0),
        outer,
        size,
        inner,
        perChunk,
        logarithm: Number(op.logarithm),
      },
    });
    return true;
  };
}
