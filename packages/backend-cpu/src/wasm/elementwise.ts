import type { Binary, BinaryFunction, Unary, UnaryFunction } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { binary as typescriptBinary } from '../typescript/binary.ts';
import { unary as typescriptUnary } from '../typescript/unary.ts';
import { address } from './address.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';

/** Elements of a chunk: some 50 microseconds. Multiples of 4. */
const cheapPerChunk = 65_536;
const costlyPerChunk = 32_768;

/** What of unary takes many instructions an element. */
const costly: ReadonlySet<UnaryFunction> = new Set(['exp', 'log', 'sigmoid', 'tanh', 'erf', 'gelu', 'silu']);

/** Kernels of assembly/elementwise. */
export type ElementwiseKernel = Exclude<UnaryFunction, 'pow'> | 'square' | BinaryFunction;

export function createUnary(engine: WasmEngine): (op: Unary<CpuBuffer>) => void {
  return (op) => {
    const { function: name, length } = op;
    // Powers but the square are the host's: a power by logarithms in float32 loses too much.
    if (name === 'pow' && op.alpha !== 2) return typescriptUnary(op);
    const perChunk = costly.has(name) ? costlyPerChunk : cheapPerChunk;
    engine.run({
      kernel: name === 'pow' ? 'square' : name,
      chunks: Math.ceil(length / perChunk),
      work: length * workPerElement,
      scratchBytes: 0,
      integers: { x: address(op.x, 0), y: address(op.y, 0), length, perChunk },
      floats: { alpha: op.alpha, beta: op.beta },
    });
  };
}

export function createBinary(engine: WasmEngine): (op: Binary<CpuBuffer>) => void {
  return (op) => {
    const { shape, aStrides, bStrides } = op;
    const last = shape.length - 1;
    const aStride = aStrides[last] ?? 0;
    const bStride = bStrides[last] ?? 0;
    // One of the two must be dense, and the other dense or one number, along rows worth the name.
    if (last > 2 || last < 0 || aStride > 1 || bStride > 1 || aStride + bStride === 0) return typescriptBinary(op);
    const outer = shape[last - 2] ?? 1;
    const rows = shape[last - 1] ?? 1;
    const length = shape[last]!;
    if (outer * rows * length === 0) return;
    const perChunk = Math.min(cheapPerChunk, Math.ceil(length / 4) * 4);
    const rowsPerChunk = Math.ceil(cheapPerChunk / perChunk);
    engine.run({
      kernel: op.function,
      chunks: Math.ceil((outer * rows) / rowsPerChunk) * Math.ceil(length / perChunk),
      work: outer * rows * length * workPerElement,
      scratchBytes: 0,
      integers: {
        a: address(op.a, 0),
        b: address(op.b, 0),
        y: address(op.y, 0),
        outer,
        rows,
        length,
        aOuterStride: aStrides[last - 2] ?? 0,
        aRowStride: aStrides[last - 1] ?? 0,
        aStride,
        bOuterStride: bStrides[last - 2] ?? 0,
        bRowStride: bStrides[last - 1] ?? 0,
        bStride,
        rowsPerChunk,
        perChunk,
      },
    });
  };
}
