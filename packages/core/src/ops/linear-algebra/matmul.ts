import { record } from '../../autograd/record.ts';
import { type MatmulShape, matmulRule } from '../../shape/matmul.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { reshape } from '../movement/reshape.ts';
import { sumTo } from '../movement/sum-to.ts';
import { backendOf } from '../operands.ts';
import { multiply } from './multiply.ts';

/** Options of {@link matmul}. */
export interface MatmulOptions<TransposeA, TransposeB> {
  /** Use the transpose of the last two dimensions of `a`; costs nothing. */
  readonly transposeA?: TransposeA;
  /** Whether `b` is `[..., N, K]`. Default false. */
  readonly transposeB?: TransposeB;
}

/**
 * Matrix product over the last two dimensions; the dimensions before them are a batch and broadcast by the NumPy rule.
 * A vector is a row on the left and a column on the right, and its dimension is gone from the result.
 *
 * With C = A B the gradients are `dC Bᵀ` and `Aᵀ dC`.
 *
 * @throws ShapeError when inner or batch dimensions do not fit; BackendError for operands on two backends.
 * @example
 * ```ts
 * matmul(tensor([1, 2, 3, 4], [2, 2]), tensor([1, 1], [2, 1]));   // [[3], [7]]
 * ```
 */
export function matmul<
  const A extends Shape,
  const B extends Shape,
  const TransposeA extends boolean = false,
  const TransposeB extends boolean = false,
>(
  a: Tensor<A>,
  b: Arg<MatmulShape<A, B, TransposeA, TransposeB>, Tensor<B>>,
  options?: MatmulOptions<TransposeA, TransposeB>,
): Out<MatmulShape<A, B, TransposeA, TransposeB>>;
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions<boolean, boolean> = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  const backend = backendOf('matmul', a, b);
  const rule = matmulRule(a.shape, b.shape, transposeA, transposeB);
  const y = emptyTensor(backend, rule.shape);
  multiply(backend, rule, a, b, y, transposeA, transposeB);
  const { batch, m, n, k } = rule;
  const [aShape, bShape] = [a.shape, b.shape];
  // Vectors become matrices for the gradients, which then are ordinary products.
  const matrices = {
    a: transposeA ? [...batchOf(aShape), k, m] : [...batchOf(aShape), m, k],
    b: transposeB ? [...batchOf(bShape), n, k] : [...batchOf(bShape), k, n],
    c: [...batch, m, n],
  };
  return record(y, {
    operation: 'matmul',
    inputs: [a, b],
    saved: [a, b],
    gradients: [
      (dc, [, right]) => {
        const [c, b] = [reshape(dc, matrices.c), reshape(right, matrices.b)];
        const da = transposeA ? product(b, c, transposeB, true) : product(c, b, false, !transposeB);
        return reshape(sumTo(da, matrices.a), [...aShape]);
      },
      (dc, [left]) => {
        const [c, a] = [reshape(dc, matrices.c), reshape(left, matrices.a)];
        const db = transposeB ? product(c, a, true, transposeA) : product(a, c, !transposeA, false);
        return reshape(sumTo(db, matrices.b), [...bShape]);
      },
    ],
  });
}

function product(a: Tensor<number[]>, b: Tensor<number[]>, transposeA: boolean, transposeB: boolean): Tensor<number[]> {
  return matmul(a, b, { transposeA, transposeB });
}

function batchOf(shape: readonly number[]): readonly number[] {
  return shape.slice(0, -2);
}
