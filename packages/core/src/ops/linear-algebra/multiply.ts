import type { Backend } from '../../backend/backend.ts';
import type { Matrix } from '../../backend/convolution.ts';
import type { MatmulRule } from '../../shape/matmul.ts';
import type { Tensor } from '../../tensor.ts';

/** Runs the gemm that a matmul rule describes, into `y`. */
export function multiply(
  backend: Backend,
  rule: MatmulRule,
  a: Tensor,
  b: Tensor,
  y: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): void {
  const { batch, m, n, k } = rule;
  backend.gemm({
    m,
    n,
    k,
    alpha: 1,
    beta: 0,
    batch,
    a: matrices(a, a.shape.slice(0, -2), m, k, transposeA, batch),
    b: matrices(b, b.shape.slice(0, -2), k, n, transposeB, batch),
    // The result's own shape would not do: a vector operand leaves a dimension out of it.
    c: matrices(y, batch, m, n, false, batch),
  });
}

/**
 * The matrices of a tensor whose batch dimensions are `own`, each `[rows, columns]` or stored as the transpose of that.
 * Batch dimensions that are missing or 1 long repeat.
 */
function matrices(
  tensor: Tensor,
  own: readonly number[],
  rows: number,
  columns: number,
  transposed: boolean,
  batch: readonly number[],
): Matrix {
  const batchStrides = new Array<number>(batch.length).fill(0);
  let stride = rows * columns;
  for (let fromEnd = 1; fromEnd <= own.length; fromEnd++) {
    const length = own.at(-fromEnd) ?? 1;
    if (length !== 1) batchStrides[batch.length - fromEnd] = stride;
    stride *= length;
  }
  return {
    buffer: tensor.storage.buffer,
    offset: 0,
    rowStride: transposed ? 1 : columns,
    columnStride: transposed ? rows : 1,
    batchStrides,
  };
}
