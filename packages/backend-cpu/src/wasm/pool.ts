import type { AvgPool, AvgPoolGradient, Geometry, MaxPool, MaxPoolGradient } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { avgPoolGradient as typescriptAvgPoolGradient } from '../typescript/avg-pool-gradient.ts';
import { avgPool as typescriptAvgPool } from '../typescript/avg-pool.ts';
import { maxPoolGradient as typescriptMaxPoolGradient } from '../typescript/max-pool-gradient.ts';
import { maxPool as typescriptMaxPool } from '../typescript/max-pool.ts';
import { cells } from '../typescript/volume.ts';
import { address } from './address.ts';
import { geometryFields, planeAxes } from './conv-geometry.ts';
import { workPerElement } from './chunks.ts';
import type { WasmEngine } from './engine.ts';

/** Cells that the windows of a chunk see: some 50 microseconds. */
const cellsPerChunk = 65_536;

/** Kernels of assembly/pool. */
export type PoolKernel = 'maxPool' | 'maxPoolGradient' | 'avgPool' | 'avgPoolGradient';

interface Pooling {
  readonly planes: number;
  readonly geometry: Geometry;
}

/** In a gradient, `x` is dx, which is written, and `y` is dy. */
interface Addresses {
  readonly x: number;
  readonly y: number;
  readonly indices: number;
}

export function createPooling(engine: WasmEngine): {
  maxPool(op: MaxPool<CpuBuffer>): void;
  maxPoolGradient(op: MaxPoolGradient<CpuBuffer>): void;
  avgPool(op: AvgPool<CpuBuffer>): void;
  avgPoolGradient(op: AvgPoolGradient<CpuBuffer>): void;
} {
  return {
    maxPool(op) {
      if (!isVectorized(op)) return typescriptMaxPool(op);
      const at = { x: address(op.x, 0), y: address(op.y, 0), indices: address(op.indices, 0) };
      run(engine, 'maxPool', op, at, false);
    },
    maxPoolGradient(op) {
      if (planeAxes(op.geometry) === undefined) return typescriptMaxPoolGradient(op);
      const at = { x: address(op.dx, 0), y: address(op.dy, 0), indices: address(op.indices, 0) };
      run(engine, 'maxPoolGradient', op, at, false);
    },
    avgPool(op) {
      if (!isVectorized(op)) return typescriptAvgPool(op);
      const at = { x: address(op.x, 0), y: address(op.y, 0), indices: 0 };
      run(engine, 'avgPool', op, at, op.countIncludePad);
    },
    avgPoolGradient(op) {
      if (!isVectorized(op)) return typescriptAvgPoolGradient(op);
      const at = { x: address(op.dx, 0), y: address(op.dy, 0), indices: 0 };
      run(engine, 'avgPoolGradient', op, at, op.countIncludePad);
    },
  };
}

/** Whether four neighbouring windows can be read as vectors. */
function isVectorized({ geometry }: Pooling): boolean {
  const axes = planeAxes(geometry);
  return axes !== undefined && axes[1].stride <= 2;
}

function run(
  engine: WasmEngine,
  kernel: PoolKernel,
  { planes, geometry }: Pooling,
  { x, y, indices }: Addresses,
  countIncludePad: boolean,
): void {
  const axes = planeAxes(geometry)!;
  const [height, width] = axes;
  const seen = Math.max(cells(geometry, 'input'), cells(geometry, 'output') * cells(geometry, 'kernel'));
  const planesPerChunk = Math.max(1, Math.floor(cellsPerChunk / Math.max(1, seen)));
  engine.run({
    kernel,
    chunks: Math.ceil(planes / planesPerChunk),
    work: planes * seen * workPerElement,
    scratchBytes: kernel === 'avgPoolGradient' ? width.output * 4 + 16 : 0,
    integers: {
      ...geometryFields(axes),
      x,
      y,
      indices,
      planes,
      planesPerChunk,
      padBottom: height.padAfter,
      padRight: width.padAfter,
      countIncludePad: Number(countIncludePad),
    },
  });
}
