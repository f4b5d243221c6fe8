/** The rule of what has a label for each position: scores `[N, C, ...]` and labels `[N, ...]`. */
import { ShapeError } from '../errors.ts';
import type { SameShape } from './same.ts';
import { type Dim, type IsDynamic, sameShape, type Shape, type ShowShape, showShape } from './shape.ts';

/** The shape of the labels, or the sentence that says why they do not fit. `Operand` is what the scores are called. */
export type LabelsShape<Operation extends string, Operand extends string, X extends Shape, Labels extends Shape> =
  IsDynamic<X> extends true
    ? Labels
    : X extends readonly [infer N extends Dim, unknown, ...infer Rest extends Shape]
      ? SameShape<'', [N, ...Rest], Labels> extends infer Result
        ? Result extends string
          ? `${Operation}: labels must be ${ShowShape<[N, ...Rest]>}, got ${ShowShape<Labels>} (${Operand} ${ShowShape<X>})`
          : Result
        : never
      : `${Operation}: ${Operand} must be [N, C, ...], got ${X['length']} dimensions (${Operand} ${ShowShape<X>})`;

/**
 * Holds that there is a label for each position of `[N, C, ...]`: `[N, ...]`.
 *
 * @throws ShapeError with the sentence of {@link LabelsShape}.
 * @example
 * ```ts
 * labelsRule('crossEntropy', 'logits', [8, 10], [8]);
 * ```
 */
export function labelsRule(operation: string, operand: string, x: readonly number[], labels: readonly number[]): void {
  const scores = (): string => `(${operand} ${showShape(x)})`;
  if (x.length < 2) {
    throw new ShapeError(`${operation}: ${operand} must be [N, C, ...], got ${x.length} dimensions ${scores()}`);
  }
  const wanted = [x[0]!, ...x.slice(2)];
  if (sameShape(wanted, labels)) return;
  throw new ShapeError(`${operation}: labels must be ${showShape(wanted)}, got ${showShape(labels)} ${scores()}`);
}
