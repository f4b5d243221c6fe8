/** The rule of pooling over whole images: `[N, C, ...input]` to `[N, C, 1, ...]`. */
import { assertRank, type AxisCount, axisLetters, type ImageLetters, type OfImage, type RankError } from './rank.ts';
import { assertShape, type Shape } from './shape.ts';

/** The shape of the result, or the sentence that says why there is none. */
export type GlobalPoolShape<Operation extends string, Axes extends AxisCount, X extends Shape> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? [N, C, ...{ [I in keyof Lengths]: 1 }]
    : RankError<Operation, 'input', ImageLetters[Axes], X>;

/**
 * The rule of global pools, for 1 to 3 spatial axes.
 *
 * @throws ShapeError with the sentence of {@link GlobalPoolShape}.
 * @example
 * ```ts
 * console.log(globalPoolRule('globalAvgPool2d', [8, 3, 7, 7]));   // [8, 3, 1, 1]
 * ```
 */
export function globalPoolRule(operation: string, x: readonly number[], axes = 2): number[] {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  return [...x.slice(0, 2), ...new Array<number>(axes).fill(1)];
}
