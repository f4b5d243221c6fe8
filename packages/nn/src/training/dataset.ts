import type { DType, HostArray, IntTensor, Shape, Tensor } from '@gemmule/core';

/**
 * Samples to train on, or to evaluate with: inputs of shape `S` and targets of shape `T`, which are labels (`'int32'`) or
 * numbers (`'float32'`). Any object with these members will do; `arrayDataset` makes one from arrays.
 */
export interface Dataset<D extends DType = DType, S extends Shape = Shape, T extends Shape = Shape> {
  /** Number of samples. */
  readonly length: number;
  /** Of one sample: `[1, 28, 28]`. */
  readonly inputShape: S;
  /** Of one target: `[]` for a label. */
  readonly targetShape: T;
  /** `'int32'` for labels, `'float32'` for numbers. */
  readonly targetType: D;
  /** For labels: how many classes there are. All labels must be in `0 … classes - 1`. */
  readonly classes?: number | undefined;
  /** Writes sample `index` into row `row` of both row-major arrays. */
  copy(index: number, inputs: Float32Array, targets: HostArray[D], row: number): void;
}

/** A batch of targets. */
export type TargetOf<D extends DType, S extends Shape> = D extends 'int32' ? IntTensor<S> : Tensor<S>;
