/** Element types: float32 for values, int32 for labels and indices. */
export type DType = 'float32' | 'int32';

/** The typed array that holds elements of a {@link DType} on the host. */
export interface HostArray {
  /** Of float32. */
  float32: Float32Array;
  /** Of int32. */
  int32: Int32Array;
}

/**
 * A handle to `length` elements in a backend's own memory. Backends extend it with what they need (a typed array, a
 * texture, an address); nobody else looks inside. A host that only returns fresh memory puts it in this box.
 */
export interface BackendBuffer {
  /** What its elements are. */
  readonly dtype: DType;
  readonly length: number;
}

/** What a backend holds, as it counts it itself. */
export interface StorageStatistics {
  /** Calls of `allocate` since the backend was made. */
  readonly allocations: number;
  /** Buffers allocated and not yet freed. */
  readonly buffers: number;
  /** Bytes in those buffers. */
  readonly bytes: number;
}

/** Memory of a backend. Buffers start with unspecified content (it may be NaN). */
export interface StorageKernels<B extends BackendBuffer = BackendBuffer> {
  /** @throws BackendError when the memory is not to be had; the backend stays usable. */
  allocate(dtype: DType, length: number): B;
  /** Gives the memory back, once the kernels that were called before are done with it. */
  free(buffer: B): void;
  /** Copies `data` into the first `data.length` elements of `buffer`. */
  write(buffer: B, data: Float32Array | Int32Array): void;
  /** A fresh host copy of the first `length` elements, once all earlier kernels have run. */
  read(buffer: B, length: number): Promise<Float32Array | Int32Array>;
  /**
   * As `read`, at once. Only where the host can wait for its device. With `into`, an array of `length` elements, the copy may
   * be made there, and that is returned.
   */
  readSync?(buffer: B, length: number, into?: Float32Array | Int32Array): Float32Array | Int32Array;
  /** What is allocated now; see {@link StorageStatistics}. */
  memory(): StorageStatistics;
}
