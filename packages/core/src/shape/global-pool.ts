/** The rule of pooling over whole images: `[N, C, H, W]` to `[N, C, 1, 1]`. */
import { assertRank, axisLetters, type OfRank4, type RankError } from './rank.ts';
import { assertShape, type Shape } from './shape.ts';

/** The shape of the result, or the sentence that says why there is none. */
export type GlobalPool2dShape<Operation extends string, X extends Shape> =
  OfRank4<X> extends readonly [infer N, infer C, unknown, unknown]
    ? [N, C, 1, 1]
    : RankError<Operation, 'input', '[N, C, H, W]', X>;

/** For 1 to 3 spatial axes. @throws ShapeError with the sentence of {@link GlobalPool2dShape}. */
export function globalPoolRule(operation: string, x: readonly number[], axes = 2): number[] {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  return [...x.slice(0, 2), ...new Array<number>(axes).fill(1)];
}
