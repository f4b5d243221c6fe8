import type { DType, HostArray } from '@gemmule/core';

/** Some samples in row-major host arrays, which hold them until the next batch is asked for. */
export interface HostBatch<D extends DType = DType> {
  /** Number of samples. */
  readonly count: number;
  /** `count` inputs, one after the other. */
  readonly inputs: Float32Array;
  /** `[N, ...targetShape]`, row-major. */
  readonly targets: HostArray[D];
  /**
   * Where processes share each batch and there are more of them than samples: these are another one's, and count for nothing.
   * They are there so that all processes do the same.
   */
  readonly isFiller: boolean;
}

/** Room for a batch, which is filled again and again. */
export interface Slot {
  /** Inputs as they come, and as transforms leave them; one and the same where there are no transforms. */
  readonly raw: Float32Array;
  readonly inputs: Float32Array;
  readonly targets: HostArray[DType];
  /** Of each row, the place of its sample in the data. */
  readonly indices: Uint32Array;
  count: number;
  isFiller: boolean;
}
