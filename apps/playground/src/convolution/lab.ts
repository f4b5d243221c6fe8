import type { Refusal } from '../engine/refusal.ts';
import type { Axis, DirectConvolution, ReceptiveField } from '@gemmule/core';
import type { ConvSettings } from './settings.ts';

/** Numbers in channels, rows and columns; of one axis, there is one row. */
export interface Picture {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** What the engine says about a convolution; all numbers are its own. */
export interface Convolution {
  readonly settings: ConvSettings;
  /** `conv2d`, `convTranspose1d`, … */
  readonly operation: string;
  /** What ran: `cpu wasm-relaxed-simd x1`. */
  readonly engine: string;
  readonly inputShape: readonly number[];
  readonly weightShape: readonly number[];
  readonly outputShape: readonly number[];
  /** As in core: of a transposed convolution, `input` is the length of its output. */
  readonly axes: readonly Axis[];
  readonly extent: readonly number[];
  readonly unreached: readonly number[];
  /** How a transposed convolution is computed as a plain one. */
  readonly direct?: DirectConvolution | undefined;
  readonly flops: number;
  readonly input: Picture;
  /** What the window slides over: the input with its border, and, where it is transposed, stretched by zeros. */
  readonly field: Picture;
  /** For each row and column of `field` the cell of the input that it shows, and -1 where it shows none. */
  readonly sources: Int32Array;
  readonly weight: Float32Array;
  readonly output: Picture;
  /** Gradient of the sum of all outputs by the input. */
  readonly gradient: Picture;
  /** Of one such layer, of two stacked, and so on, each for all axes, for as long as there is room. */
  readonly receptiveFields: readonly (readonly ReceptiveField[])[];
}

/** What im2col and gemm make of a convolution. Matrices are row-major. */
export interface Columns {
  readonly settings: ConvSettings;
  readonly axes: readonly Axis[];
  /** The channels of the group, with their border. */
  readonly field: Picture;
  /** Lengths of the output's axes. */
  readonly output: { readonly height: number; readonly width: number };
  /** Rows: channels times taps. */
  readonly rows: number;
  /** One for each window. */
  readonly columns: number;
  readonly matrix: Float32Array;
  /** Kernels as rows, of the chosen group: `[O / groups, C / groups * taps]`. */
  readonly kernels: Float32Array;
  /** The product, `[O / groups, columns]`. */
  readonly product: Float32Array;
  /** `fold` of the column matrix: each cell times how many windows see it. */
  readonly folded: Picture;
  /** `fold` of ones: how many windows see a cell. */
  readonly counts: Picture;
  readonly memory: MemoryCost;
}

/** Bytes, for a batch of one. */
export interface MemoryCost {
  readonly input: number;
  readonly output: number;
  readonly weight: number;
  /** Of the whole column matrix, all channels. */
  readonly matrix: number;
  /** Of what this engine asks for, so that it can compute this convolution its own way. */
  readonly workspace: number;
}

/** What runs in the worker. */
export interface Lab {
  convolve(settings: ConvSettings): Promise<Convolution | Refusal>;
  unfold(settings: ConvSettings, group: number): Promise<Columns | Refusal>;
}

/** One channel of a picture. */
export function plane({ height, width, data }: Picture, channel: number): Float32Array {
  return data.subarray(channel * height * width, (channel + 1) * height * width);
}
