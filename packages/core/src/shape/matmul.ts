/**
 * The rule of the matrix product, NumPy's: `[..., m, k]` and `[..., k, n]` to `[..., m, n]`, the dimensions in front
 * broadcast. A vector on the left is a row, on the right a column, and its 1 does not show in the result.
 */
import { ShapeError } from '../errors.ts';
import { type BroadcastDims, broadcastDims } from './broadcast.ts';
import { assertBoolean } from './rule.ts';
import { assertShape, type Differ, type IsDynamic, type Shape, type Show, type ShowShape, showShape } from './shape.ts';

export interface MatmulRule {
  /** Of the result. */
  readonly shape: number[];
  /** The dimensions in front, broadcast. */
  readonly batch: number[];
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** The shape of `matmul(a, b)`, or the sentence that says why there is none. */
export type MatmulShape<A extends Shape, B extends Shape, TransposeA = false, TransposeB = false> =
  Matrix<'a', A, TransposeA> extends infer Left
    ? Matrix<'b', B, TransposeB> extends infer Right
      ? Left extends string
        ? Left
        : Right extends string
          ? Right
          : Left extends ['dynamic']
            ? number[]
            : Right extends ['dynamic']
              ? number[]
              : [Left, Right] extends [
                    [infer ABatch extends Shape, infer M extends Shape, infer K],
                    [infer BBatch extends Shape, infer N extends Shape, infer L],
                  ]
                ? Differ<K, L> extends true
                  ? `matmul: inner dimensions ${Show<K>} and ${Show<L>} differ (${Operands<A, B, TransposeA, TransposeB>})`
                  : BroadcastDims<ABatch, BBatch> extends infer Batch
                    ? Batch extends readonly ['clash', infer X, infer Y]
                      ? `matmul: batch dimensions ${Show<X>} and ${Show<Y>} do not broadcast (${Operands<A, B, TransposeA, TransposeB>})`
                      : Batch extends Shape
                        ? [...Batch, ...M, ...N]
                        : never
                    : never
                : never
      : never
    : never;

/** An operand as `[batch, outer, inner]`: its outer dimension is a list of one, or of none for a vector. */
type Matrix<Name extends 'a' | 'b', S extends Shape, Transpose> =
  IsDynamic<S> extends true
    ? ['dynamic']
    : S extends readonly [...infer Batch extends Shape, infer Row, infer Column]
      ? [Transpose] extends [true]
        ? Name extends 'a'
          ? [Batch, [Column], Row]
          : [Batch, [Row], Column]
        : [Transpose] extends [false]
          ? Name extends 'a'
            ? [Batch, [Row], Column]
            : [Batch, [Column], Row]
          : [Batch, [number], number]
      : S extends readonly [infer Length]
        ? [Transpose] extends [true]
          ? `matmul: ${Name} must be a matrix to be transposed (${Name} ${ShowShape<S>})`
          : [[], [], Length]
        : `matmul: ${Name} must be a vector or a matrix (${Name} ${ShowShape<S>})`;

type Operands<
  A extends Shape,
  B extends Shape,
  TransposeA,
  TransposeB,
> = `a ${ShowShape<A>}${Suffix<TransposeA>}, b ${ShowShape<B>}${Suffix<TransposeB>}`;

type Suffix<Transpose> = [Transpose] extends [true] ? ' transposed' : '';

/**
 * The rule of {@link matmul}.
 *
 * @throws ShapeError with the sentence of {@link MatmulShape}.
 * @example
 * ```ts
 * console.log(matmulRule([8, 2, 3], [3, 4]).shape);   // [8, 2, 4]
 * ```
 */
export function matmulRule(
  a: readonly number[],
  b: readonly number[],
  transposeA = false,
  transposeB = false,
): MatmulRule {
  assertShape('matmul', a, 'a');
  assertShape('matmul', b, 'b');
  assertBoolean('matmul', 'transposeA', transposeA);
  assertBoolean('matmul', 'transposeB', transposeB);
  const left = matrix('a', a, transposeA);
  const right = matrix('b', b, transposeB);
  const operands = (): string =>
    `a ${showShape(a)}${transposeA ? ' transposed' : ''}, b ${showShape(b)}${transposeB ? ' transposed' : ''}`;
  if (left.inner !== right.inner) {
    throw new ShapeError(`matmul: inner dimensions ${left.inner} and ${right.inner} differ (${operands()})`);
  }
  const { shape: batch, clash } = broadcastDims(left.batch, right.batch);
  if (clash !== undefined) {
    throw new ShapeError(`matmul: batch dimensions ${clash[0]} and ${clash[1]} do not broadcast (${operands()})`);
  }
  const [m = 1, n = 1] = [left.outer[0], right.outer[0]];
  return { shape: [...batch, ...left.outer, ...right.outer], batch, m, n, k: left.inner };
}

interface Operand {
  readonly batch: readonly number[];
  /** The dimension that the result keeps: one, or none for a vector. */
  readonly outer: readonly number[];
  readonly inner: number;
}

function matrix(name: 'a' | 'b', shape: readonly number[], transpose: boolean): Operand {
  const row = shape[shape.length - 2];
  const column = shape[shape.length - 1];
  if (column === undefined) {
    throw new ShapeError(`matmul: ${name} must be a vector or a matrix (${name} ${showShape(shape)})`);
  }
  if (row === undefined) {
    if (!transpose) return { batch: [], outer: [], inner: column };
    throw new ShapeError(`matmul: ${name} must be a matrix to be transposed (${name} ${showShape(shape)})`);
  }
  const batch = shape.slice(0, -2);
  // The inner dimension of a is its columns, and that of b its rows.
  return (name === 'a') === transpose ? { batch, outer: [column], inner: row } : { batch, outer: [row], inner: column };
}
