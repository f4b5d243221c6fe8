/** How much there is to compute in a convolution. */
import type { Axis, Geometry } from './geometry.ts';

/** What decides the work of a convolution. */
export interface ConvWork {
  /** The `axes` of a `convGeometry` or `convTransposeGeometry`. */
  readonly axes: Geometry;
  /** Default 1. */
  readonly batch?: number;
  /** Channels of the image that the windows slide over. */
  readonly inChannels: number;
  /** Channels of the result. */
  readonly outChannels: number;
  /** Default 1. */
  readonly groups?: number;
}

/** The work of a convolution; a multiplication and an addition are two operations. */
export interface ConvFlops {
  /** All taps of all windows, also those on padding: what a product of matrices computes. */
  readonly total: number;
  /** Those that fall on cells of the image, and so on numbers that matter. */
  readonly useful: number;
}

/**
 * Floating-point operations of a convolution without bias: `2 N O P K I / groups` for P places of a kernel with K taps. The
 * transposed convolution of the same geometry takes as many, and so does the gradient by the weight.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const { axes } = convGeometry([224, 224], { kernel: 7, stride: 2, padding: 3 });
 * convFlops({ axes, inChannels: 3, outChannels: 64 }).total;   // 236027904
 * ```
 */
export function convFlops({ axes, batch = 1, inChannels, outChannels, groups = 1 }: ConvWork): ConvFlops {
  const products = 2 * batch * outChannels * (inChannels / groups);
  const taps = (count: (axis: Axis) => number): number => axes.reduce((all, axis) => all * count(axis), 1);
  return {
    total: products * taps(({ output, kernel }) => output * kernel),
    useful: products * taps(tapsInside),
  };
}

/** Taps of all windows along one axis that fall on the image. */
function tapsInside({ input, output, kernel, stride, dilation, padBefore }: Axis): number {
  let count = 0;
  for (let tap = 0; tap < kernel; tap++) {
    const shift = tap * dilation - padBefore;
    // 0 <= o * stride + shift < input
    const first = Math.max(0, Math.ceil(-shift / stride));
    const last = Math.min(output - 1, Math.ceil((input - shift) / stride) - 1);
    count += Math.max(0, last - first + 1);
  }
  return count;
}
