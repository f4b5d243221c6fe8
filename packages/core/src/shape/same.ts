/** The rule of operations that want two equal shapes and broadcast nothing. */
import { ShapeError } from '../errors.ts';
import {
  assertShape,
  type Differ,
  type Dim,
  type IsDynamic,
  type Meet,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';

/** The common shape, with of each dimension what is known of either; or the sentence that says how they differ. */
export type SameShape<Operation extends string, A extends Shape, B extends Shape> =
  IsDynamic<A> extends true
    ? IsDynamic<B> extends true
      ? number[]
      : B
    : IsDynamic<B> extends true
      ? A
      : A['length'] extends B['length']
        ? SameDims<Operation, A, B, A, B>
        : `${Operation}: shapes ${ShowShape<A>} and ${ShowShape<B>} differ in rank`;

type SameDims<
  Operation extends string,
  A extends Shape,
  B extends Shape,
  ARest extends Shape,
  BRest extends Shape,
  Result extends Dim[] = [],
> = ARest extends readonly [infer X, ...infer AMore extends Shape]
  ? BRest extends readonly [infer Y, ...infer BMore extends Shape]
    ? Differ<X, Y> extends true
      ? `${Operation}: shapes ${ShowShape<A>} and ${ShowShape<B>} differ in dimension ${Result['length']} (${Show<X>} and ${Show<Y>})`
      : SameDims<Operation, A, B, AMore, BMore, [...Result, Meet<X, Y> & Dim]>
    : never
  : Result;

/**
 * Throws unless the shapes are equal.
 *
 * @throws ShapeError with the sentence of {@link SameShape}.
 * @example
 * ```ts
 * console.log(sameRule('mseLoss', [8, 1], [8, 1]));   // [8, 1]
 * ```
 */
export function sameRule(operation: string, a: readonly number[], b: readonly number[]): number[] {
  assertShape(operation, a);
  assertShape(operation, b);
  const shapes = (): string => `${operation}: shapes ${showShape(a)} and ${showShape(b)}`;
  if (a.length !== b.length) throw new ShapeError(`${shapes()} differ in rank`);
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) throw new ShapeError(`${shapes()} differ in dimension ${i} (${a[i]} and ${b[i]})`);
  }
  return [...a];
}
