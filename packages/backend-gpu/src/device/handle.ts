/** Memory of the device that one run of a kernel filled: a texture, a buffer, or in gpu.js's own cpu mode an array. */
export interface Handle {
  /** What gpu.js calls it; kernels take it as an argument. */
  readonly value: unknown;
  /** Number of float32, those that only fill the last row of a texture included. */
  readonly length: number;
  /** A copy of the first elements for the host. */
  read(length: number): Promise<Float32Array>;
  /** The same at once, where the host can wait. */
  readSync?(length: number): Float32Array;
  delete(): void;
}
