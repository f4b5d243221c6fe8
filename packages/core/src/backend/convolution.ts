import type { Geometry } from '../shape/geometry.ts';
import type { BackendBuffer } from './storage.ts';

/**
 * Operands shared by {@link ConvolutionKernels.im2col} and its adjoint.
 *
 * `images` is `[batch, channels, ...input]` and `columns` is `[batch, channels * K, P]`, both row-major and dense, where
 * K is the product of the kernel lengths and P the product of the output lengths. Row `(c, k...)` of one image's columns
 * holds what tap `k` of channel `c` sees at each output position: cell `o * stride - padBefore + k * dilation` of each
 * axis, or 0 where that lies outside the input.
 */
export interface Im2col<B extends BackendBuffer = BackendBuffer> {
  readonly images: B;
  /** First element of `images` to use. */
  readonly imagesOffset: number;
  readonly columns: B;
  /** First element of `columns` to use. */
  readonly columnsOffset: number;
  readonly batch: number;
  readonly channels: number;
  /** Sizes along each spatial axis. */
  readonly geometry: Geometry;
}

/** A strided matrix (or a batch of them) inside a buffer; strides and offset count elements. */
export interface Matrix<B extends BackendBuffer = BackendBuffer> {
  /** Where the elements are; float32. */
  readonly buffer: B;
  /** Of the element in the first row and column. */
  readonly offset: number;
  /** From a row to the next. */
  readonly rowStride: number;
  /** From a column to the next. */
  readonly columnStride: number;
  /** One stride per entry of {@link Gemm.batch}; 0 repeats the same matrix. */
  readonly batchStrides: readonly number[];
}

/**
 * `C = alpha * A B + beta * C` for every index of `batch`, with A `[m, k]`, B `[k, n]`, C `[m, n]`.
 * Transposes are strides. Strides of A and B may be any non-negative number, so fast paths must check for the ones they like.
 * With `beta = 0`, C is never read: it may hold NaN. `k` may be 0, then `A B` is zero.
 */
export interface Gemm<B extends BackendBuffer = BackendBuffer> {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
  /** Lengths of the batch dimensions, outermost first; empty for a single product. */
  readonly batch: readonly number[];
  /** `[m, k]`, read. */
  readonly a: Matrix<B>;
  /** `[k, n]`, read. */
  readonly b: Matrix<B>;
  /** Row-major (`columnStride` is 1); its batch entries do not overlap each other or A, B. */
  readonly c: Matrix<B>;
}

/**
 * Transposed convolution: `y = sum over x of weight placed at x * stride - padBefore + k * dilation`.
 *
 * `x` is `[batch, inChannels, ...output]`, `weight` `[inChannels, outChannels / groups, ...kernel]` and `y`
 * `[batch, outChannels, ...input]`, where `input` and `output` are those of the convolution being transposed
 * (`geometry`). It is the gradient of that convolution by its input, with the same weight buffer.
 * y is overwritten (it may hold NaN); cells that nothing reaches become 0.
 */
export interface ConvTranspose<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  /** First element of `x` to use. */
  readonly xOffset: number;
  readonly weight: B;
  readonly y: B;
  /** First element of `y` to use. */
  readonly yOffset: number;
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly geometry: Geometry;
  /**
   * Scratch for the columns of `batch` images, `[batch, outChannels * K, P]` with unspecified content; undefined where
   * the backend's {@link WorkspacePreference.convTranspose} is `'none'`, where it says that it `skipsColumns`, where the geometry
   * is pointwise, and for a batch of 0.
   */
  readonly columns: B | undefined;
}

/** What column matrices a backend likes. */
export interface WorkspacePreference {
  /** Core splits the batch so that a column matrix stays under this many bytes, one image at the least. */
  readonly preferredBytes: number;
  /** Whether `convTranspose` wants scratch columns from its caller. */
  readonly convTranspose: 'columns' | 'none';
  /**
   * True where a product does without a column matrix: `convTranspose` then gets none, and for the other two an override
   * takes the case (unless the data forbids it). Plans of memory rely on it. Default: false.
   */
  skipsColumns?(product: ConvProduct, dimensions: ConvDimensions): boolean;
}

/** The three products of a convolution: by weight, by the transposed weight, and the gradient of the weight. */
export type ConvProduct = 'forward' | 'transposed' | 'weight';

/** What decides the sizes of a convolution's matrices. */
export interface ConvDimensions {
  /** Images that are computed at once. */
  readonly batch: number;
  /** Of the plain convolution. */
  readonly inChannels: number;
  /** Of the plain convolution. */
  readonly outChannels: number;
  /** Convolutions side by side; divides both numbers of channels. */
  readonly groups: number;
  /** Sizes along each spatial axis of the plain convolution. */
  readonly geometry: Geometry;
}

/** The heart of a backend: four primitives from which core derives every convolution and every gradient of one. */
export interface ConvolutionKernels<B extends BackendBuffer = BackendBuffer> {
  /** Images to columns; `columns` is overwritten. */
  im2col(op: Im2col<B>): void;
  /** The adjoint of `im2col`: every cell of `images` becomes the sum of the column entries that were read from it. */
  col2im(op: Im2col<B>): void;
  /** Products of matrices; see {@link Gemm}. */
  gemm(op: Gemm<B>): void;
  /** Transposed convolution; `y` is overwritten. See {@link ConvTranspose}. */
  convTranspose(op: ConvTranspose<B>): void;
}
