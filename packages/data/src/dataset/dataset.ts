import type { DType, HostArray, IntTensor, Shape, Tensor } from '@gemmule/core';

/** What every source of samples tells: inputs of shape `S`; targets of shape `T`, labels (`'int32'`) or numbers. */
export interface SampleFormat<D extends DType = DType, S extends Shape = Shape, T extends Shape = Shape> {
  /** Of one sample: `[1, 28, 28]`. */
  readonly inputShape: S;
  /** Of one target: `[]` for a label. */
  readonly targetShape: T;
  /** `'int32'` for labels, `'float32'` for numbers. */
  readonly targetType: D;
  /** For labels: how many classes there are. All labels must be in `0 … classes - 1`. */
  readonly classes?: number | undefined;
}

/** Samples that are at hand, in any order. What `arrayDataset` of `@gemmule/nn` makes is one, and `nn.train` takes them all. */
export interface Dataset<
  D extends DType = DType,
  S extends Shape = Shape,
  T extends Shape = Shape,
> extends SampleFormat<D, S, T> {
  /** Number of samples. */
  readonly length: number;
  /** Writes sample `index` into row `row` of both row-major arrays. */
  copy(index: number, inputs: Float32Array, targets: HostArray[D], row: number): void;
}

/**
 * As {@link Dataset}, for samples that must be fetched first, such as files. A loader asks for the samples of a batch at
 * the same time.
 */
export interface AsyncDataset<
  D extends DType = DType,
  S extends Shape = Shape,
  T extends Shape = Shape,
> extends SampleFormat<D, S, T> {
  /** Number of samples. */
  readonly length: number;
  /** Writes sample `index` into row `row` of both row-major arrays. */
  load(index: number, inputs: Float32Array, targets: HostArray[D], row: number): Promise<void>;
}

/** One sample of a {@link StreamDataset}, row-major. It may be overwritten once the next one is asked for. */
export interface Sample {
  /** The numbers of the input, row-major. */
  readonly input: ArrayLike<number>;
  /** A number where the shape of targets is `[]`. */
  readonly target: number | ArrayLike<number>;
}

/** Samples that come one after the other, in the order of their source. `streamDataset` makes one. */
export interface StreamDataset<
  D extends DType = DType,
  S extends Shape = Shape,
  T extends Shape = Shape,
> extends SampleFormat<D, S, T> {
  /** Number of samples, where it is known before they are over. */
  readonly length: number | undefined;
  /** All samples, from the first. */
  samples(): Iterable<Sample> | AsyncIterable<Sample>;
}

/** A batch of targets. */
export type TargetOf<D extends DType, S extends Shape> = D extends 'int32' ? IntTensor<S> : Tensor<S>;
