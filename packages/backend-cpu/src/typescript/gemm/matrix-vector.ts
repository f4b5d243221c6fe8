import { createScratch, reserve } from '../scratch.ts';

/**
 * One row or column of a matrix product: `y[lane] = alpha * sum over step of x[step] * matrix[step, lane] + beta y[lane]`.
 * Each element of the matrix is used once, so packing it would cost more than the product.
 */
export interface VectorProduct {
  readonly lanes: number;
  readonly steps: number;
  readonly alpha: number;
  readonly beta: number;
  readonly x: Float32Array;
  readonly xFrom: number;
  readonly xStride: number;
  readonly matrix: Float32Array;
  readonly matrixFrom: number;
  readonly laneStride: number;
  readonly stepStride: number;
  readonly y: Float32Array;
  readonly yFrom: number;
  readonly yStride: number;
}

/** Lanes summed at a time; their sums stay in the first-level cache. */
const blockLanes = 1024;
const sums = createScratch();

export function vectorProduct(product: VectorProduct): void {
  const { lanes, alpha, beta, y, yStride } = product;
  const block = reserve(sums, blockLanes);
  for (let lane = 0; lane < lanes; lane += blockLanes) {
    const length = Math.min(blockLanes, lanes - lane);
    // Read along the side that lies closer together in memory.
    if (product.stepStride <= product.laneStride) dotProducts(product, lane, length, block);
    else scaledRows(product, lane, length, block);
    let write = product.yFrom + lane * yStride;
    for (let i = 0; i < length; i++) {
      y[write] = beta === 0 ? alpha * block[i]! : alpha * block[i]! + beta * y[write]!;
      write = (write + yStride) | 0;
    }
  }
}

/** `block[lane] = x · matrix[:, lane]`, four lanes at a time so that their additions overlap. */
function dotProducts(product: VectorProduct, firstLane: number, length: number, block: Float64Array): void {
  const { steps, x, xFrom, xStride, matrix, laneStride, stepStride } = product;
  const from = product.matrixFrom + firstLane * laneStride;
  for (let lane = 0; lane < length; lane += 4) {
    // Lanes past the end repeat the last one.
    let r0 = from + lane * laneStride;
    let r1 = from + Math.min(lane + 1, length - 1) * laneStride;
    let r2 = from + Math.min(lane + 2, length - 1) * laneStride;
    let r3 = from + Math.min(lane + 3, length - 1) * laneStride;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let read = xFrom;
    for (let step = 0; step < steps; step++) {
      const value = x[read]!;
      s0 += value * matrix[r0]!;
      s1 += value * matrix[r1]!;
      s2 += value * matrix[r2]!;
      s3 += value * matrix[r3]!;
      read = (read + xStride) | 0;
      r0 = (r0 + stepStride) | 0;
      r1 = (r1 + stepStride) | 0;
      r2 = (r2 + stepStride) | 0;
      r3 = (r3 + stepStride) | 0;
    }
    block[lane] = s0;
    block[lane + 1] = s1;
    block[lane + 2] = s2;
    block[lane + 3] = s3;
  }
}

/** `block = sum over step of x[step] * matrix[step, :]`, four steps at a time so that a sum is loaded once for four. */
function scaledRows(product: VectorProduct, firstLane: number, length: number, block: Float64Array): void {
  const { steps, x, xFrom, xStride, matrix, laneStride, stepStride } = product;
  const from = product.matrixFrom + firstLane * laneStride;
  block.fill(0, 0, length);
  let step = 0;
  for (; step + 4 <= steps; step += 4) {
    const x0 = x[xFrom + step * xStride]!;
    const x1 = x[xFrom + (step + 1) * xStride]!;
    const x2 = x[xFrom + (step + 2) * xStride]!;
    const x3 = x[xFrom + (step + 3) * xStride]!;
    let r0 = from + step * stepStride;
    let r1 = r0 + stepStride;
    let r2 = r1 + stepStride;
    let r3 = r2 + stepStride;
    for (let i = 0; i < length; i++) {
      block[i]! += x0 * matrix[r0]! + x1 * matrix[r1]! + x2 * matrix[r2]! + x3 * matrix[r3]!;
      r0 = (r0 + laneStride) | 0;
      r1 = (r1 + laneStride) | 0;
      r2 = (r2 + laneStride) | 0;
      r3 = (r3 + laneStride) | 0;
    }
  }
  for (; step < steps; step++) {
    const value = x[xFrom + step * xStride]!;
    let read = from + step * stepStride;
    for (let i = 0; i < length; i++) {
      block[i]! += value * matrix[read]!;
      read = (read + laneStride) | 0;
    }
  }
}
