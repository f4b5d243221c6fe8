/** The rule of losses over classes: scores `[N, C, ...]` and labels `[N, ...]`. */
import {
  type Dim,
  type IntTensor,
  type IsDynamic,
  type SameShape,
  type Shape,
  ShapeError,
  type ShowShape,
  showShape,
} from '@gemmule/core';

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

/** @throws ShapeError with the sentence of {@link LabelsShape}. */
export function labelsRule(operation: string, operand: string, x: readonly number[], labels: readonly number[]): void {
  const scores = `(${operand} ${showShape(x)})`;
  if (x.length < 2) {
    throw new ShapeError(`${operation}: ${operand} must be [N, C, ...], got ${x.length} dimensions ${scores}`);
  }
  const wanted = [x[0]!, ...x.slice(2)];
  if (showShape(wanted) === showShape(labels)) return;
  throw new ShapeError(`${operation}: labels must be ${showShape(wanted)}, got ${showShape(labels)} ${scores}`);
}

/** How far the labels of a tensor are known to be in order, and in which version of its content. */
interface Trust {
  readonly classes: number;
  readonly version: number;
}

const trusted = new WeakMap<IntTensor, Trust>();

/** Notes that all labels are in `0 … classes - 1`, so that no loss needs to read them back. */
export function trustLabels(labels: IntTensor, classes: number): void {
  trusted.set(labels, { classes, version: labels.storage.version });
}

/**
 * Throws where a label is neither `ignoreIndex` nor in `0 … classes - 1`; a one-hot row of zeros would pass for a loss of
 * 0. Backends that cannot read at once are spared: there, the labels of a data set have been checked when it was made.
 *
 * @throws ShapeError naming the first such label.
 */
export function assertLabels(
  operation: string,
  labels: IntTensor,
  classes: number,
  ignoreIndex: number | undefined,
): void {
  const known = trusted.get(labels);
  if (known !== undefined && known.classes <= classes && known.version === labels.storage.version) return;
  if (labels.backend.readSync === undefined) return;
  const values = labels.dataSync();
  let others = 0;
  for (let i = 0; i < values.length; i++) {
    const label = values[i]!;
    if (label >= 0 && label < classes) continue;
    if (label !== ignoreIndex) {
      throw new ShapeError(`${operation}: label ${label} at index ${i} is outside 0 … ${classes - 1}`);
    }
    others += 1;
  }
  if (others === 0) trustLabels(labels, classes);
}
