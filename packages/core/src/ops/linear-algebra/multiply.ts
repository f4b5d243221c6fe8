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
    a: operand(a, m, k, transposeA, batch),
    b: operand(b, k, n, transposeB, batch),
    c: operand(y, m, n, false, batch),
  });
}

/** A `[rows, columns]` matrix, or the transpose of a stored `[columns, rows]`; missing and 1-long batch axes repeat. */
function operand(tensor: Tensor, rows: number, columns: number, transposed: boolean, batch: readonly number[]): Matrix {
  const own = tensor.shape.slice(0, -2);
  const batchStrides = new Array<number>(batch.length).fill(0);
  let stride = rows * columns;
  for (let fromEnd = 1; fromEnd <= own.length && fromEnd <= batch.length; fromEnd++) {
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
