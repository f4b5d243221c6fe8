import { type IntTensor, ShapeError } from '@gemmule/core';

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
