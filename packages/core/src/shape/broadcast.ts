/** The rule of broadcasting, NumPy's: shapes are aligned at their ends, and a 1 stretches to what stands beside it. */
import { ShapeError } from '../errors.ts';
import { assertShape, type Dim, type IsDynamic, type Known, type Shape, type ShowShape, showShape } from './shape.ts';

/** The shape of a binary operation, or the sentence that says why there is none. */
export type BroadcastShape<Operation extends string, A extends Shape, B extends Shape> =
  BroadcastDims<A, B> extends infer Result
    ? Result extends readonly ['clash', infer X, infer Y]
      ? `${Operation}: dimensions ${X & Dim} and ${Y & Dim} do not broadcast (shapes ${ShowShape<A>} and ${ShowShape<B>})`
      : Result
    : never;

/** The broadcast dimensions, or `['clash', x, y]` for the last two that disagree. */
export type BroadcastDims<A extends Shape, B extends Shape> =
  IsDynamic<A> extends true ? number[] : IsDynamic<B> extends true ? number[] : Align<A, B>;

type Align<A extends Shape, B extends Shape, Result extends Dim[] = []> = A extends readonly [
  ...infer AFront extends Shape,
  infer X,
]
  ? B extends readonly [...infer BFront extends Shape, infer Y]
    ? BroadcastDim<X, Y> extends infer Z
      ? [Z] extends [never]
        ? ['clash', X, Y]
        : Align<AFront, BFront, [Z & Dim, ...Result]>
      : never
    : [...A, ...Result]
  : [...B, ...Result];

/** One dimension of the result, never where two known ones disagree. */
type BroadcastDim<X, Y> = [Known<X>, Known<Y>] extends [infer A extends number, infer B extends number]
  ? A extends 1
    ? Y
    : B extends 1
      ? X
      : number extends A
        ? number extends B
          ? // Equal names are equal dimensions. Of others one may turn out to be 1, so neither is the result.
            [X, Y] extends [Y, X]
            ? X
            : number
          : B // X is 1 or B
        : number extends B
          ? A
          : A extends B
            ? A
            : never
  : never;

/**
 * The shape that two shapes broadcast to.
 *
 * @throws ShapeError with the sentence of {@link BroadcastShape}.
 * @example
 * ```ts
 * console.log(broadcastRule('add', [8, 3, 1], [3, 5]));   // [8, 3, 5]
 * ```
 */
export function broadcastRule(operation: string, a: readonly number[], b: readonly number[]): number[] {
  assertShape(operation, a);
  assertShape(operation, b);
  const result = broadcastDims(a, b);
  if (result.clash === undefined) return result.shape;
  const [x, y] = result.clash;
  throw new ShapeError(
    `${operation}: dimensions ${x} and ${y} do not broadcast (shapes ${showShape(a)} and ${showShape(b)})`,
  );
}

/** The broadcast dimensions, and the last two that disagree if there are such. */
export function broadcastDims(
  a: readonly number[],
  b: readonly number[],
): { shape: number[]; clash?: readonly [number, number] } {
  const shape: number[] = [];
  for (let fromEnd = 1; fromEnd <= Math.max(a.length, b.length); fromEnd++) {
    const x = a[a.length - fromEnd] ?? 1;
    const y = b[b.length - fromEnd] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return { shape, clash: [x, y] };
    shape.unshift(x === 1 ? y : x);
  }
  return { shape };
}
