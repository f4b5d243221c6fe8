/** Memory of the device that one run of a kernel filled: a texture, a buffer, or in gpu.js's own cpu mode an array. */
export interface Handle {
  /** What gpu.js calls it; kernels take it as an argument. */
  readonly value: unknown;
  /** Number of float32. */
  readonly length: number;
  /** A copy for the host. A promise where the host cannot wait. */
  read(): Float32Array | Promise<Float32Array>;
  delete(): void;
}
