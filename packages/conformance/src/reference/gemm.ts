import { product } from '../harness/geometry.ts';
import { type Expected, sumBound } from '../tolerance.ts';

/** A strided batch of matrices inside an array, as the contract's `Matrix`. */
export interface StridedMatrix {
  readonly data: ArrayLike<number>;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly batchStrides: readonly number[];
}

export interface GemmOperands {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  readonly batch: readonly number[];
  readonly a: StridedMatrix;
  readonly b: StridedMatrix;
  readonly c: StridedMatrix;
}

/**
 * What `C`'s whole buffer holds after `C = alpha A B + beta C`: elements outside of every C keep what they had, exactly.
 * With beta = 0, C is not read. The bound is that of K products, plus the scale by alpha and the sum with beta C.
 */
export function gemm(operands: GemmOperands): Expected {
  const { m, n, k, alpha, beta, batch, a, b, c } = operands;
  const values = Float64Array.from(c.data);
  const bounds = new Float64Array(values.length);
  const count = product(batch);
  for (let entry = 0; entry < count; entry += 1) {
    const aBase = startOf(a, entry, batch);
    const bBase = startOf(b, entry, batch);
    const cBase = startOf(c, entry, batch);
    for (let i = 0; i < m; i += 1) {
      for (let j = 0; j < n; j += 1) {
        let value = 0;
        let magnitude = 0;
        for (let l = 0; l < k; l += 1) {
          const term =
            a.data[aBase + i * a.rowStride + l * a.columnStride]! *
            b.data[bBase + l * b.rowStride + j * b.columnStride]!;
          value += term;
          magnitude += Math.abs(term);
        }
        const at = cBase + i * c.rowStride + j * c.columnStride;
        const before = beta === 0 ? 0 : beta * c.data[at]!;
        values[at] = (k === 0 ? 0 : alpha * value) + before;
        bounds[at] = sumBound(k + 2, Math.abs(alpha) * magnitude + Math.abs(before));
      }
    }
  }
  return { values, bounds };
}

/** First element of batch entry number `entry`, counted row-major. */
export function startOf(matrix: StridedMatrix, entry: number, batch: readonly number[]): number {
  let rest = entry;
  let start = matrix.offset;
  for (let axis = batch.length - 1; axis >= 0; axis -= 1) {
    start += (rest % batch[axis]!) * matrix.batchStrides[axis]!;
    rest = Math.floor(rest / batch[axis]!);
  }
  return start;
}
