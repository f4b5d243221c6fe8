/** The arithmetic of convolutions for itself, without tensors: how large, what is seen, what is left out. */
import { extentOf } from './axis.ts';
import type { Axis, Geometry } from './geometry.ts';
import { axesOfLengths } from './rank.ts';
import { assertShape, showShape } from './shape.ts';
import { type Placement, transposedGeometry } from './transposed.ts';
import { type Site, windowGeometry, type WindowOptions } from './window.ts';

/** What {@link convGeometry} tells; lists have an entry for each axis. */
export interface ConvGeometry {
  /** All there is to know of each axis. */
  readonly axes: Geometry;
  /** Lengths of the output. */
  readonly output: readonly number[];
  /** Cells that a kernel spans, `dilation (kernel - 1) + 1`. */
  readonly extent: readonly number[];
  /** Padded cells at the end that no window reaches, `(input + padding - extent) mod stride`. */
  readonly unreached: readonly number[];
}

/**
 * Sizes of a convolution or pool over an image with axes of the lengths `input`: `output = floor((input + padding - extent) /
 * stride) + 1`, relation 6 of Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285),
 * with dilation as in its relation 15.
 *
 * @throws ShapeError when kernel, stride, padding or dilation do not fit.
 * @example
 * ```ts
 * const { output, axes } = convGeometry([224, 224], { kernel: 7, stride: 2, padding: 3 });
 * output;               // [112, 112]
 * axes[0].padBefore;    // 3
 * ```
 */
export function convGeometry(input: readonly number[], options: WindowOptions): ConvGeometry {
  const axes = windowGeometry(siteOf('convGeometry', input), input, options);
  return describe(axes, 'output');
}

/** What {@link convTransposeGeometry} tells, beside the geometry of the convolution that is transposed. */
export interface ConvTransposeGeometry extends ConvGeometry {
  /** The plain convolution that computes the same. */
  readonly direct: DirectConvolution;
}

/**
 * A transposed convolution computed as a plain one: `zerosBetween` zeros are put between the cells of the input, and
 * `padding` around them (a negative number takes cells away); the kernel is mirrored, its in- and output channels change places,
 * and the stride is 1.
 */
export interface DirectConvolution {
  readonly zerosBetween: readonly number[];
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/**
 * Sizes of a transposed convolution, and the plain convolution that it is equal to: relations 8 to 14 of arXiv 1603.07285.
 * `axes` are those of the convolution being transposed: `input` is the length of this operation's output.
 *
 * @throws ShapeError when kernel, stride, padding, dilation, outputPadding or outputSize do not fit.
 * @example
 * ```ts
 * const { output, direct } = convTransposeGeometry([2, 2], { kernel: 3, stride: 2, padding: 1, outputPadding: 1 });
 * output;                // [4, 4]
 * direct.zerosBetween;   // [1, 1]
 * direct.padding;        // [[1, 2], [1, 2]]
 * ```
 */
export function convTransposeGeometry(
  input: readonly number[],
  options: WindowOptions & Placement,
): ConvTransposeGeometry {
  const axes = transposedGeometry(siteOf('convTransposeGeometry', input), input, options);
  return { ...describe(axes, 'input'), direct: directOf(axes) };
}

function siteOf(operation: string, input: readonly number[]): Site {
  assertShape(operation, input, 'input');
  axesOfLengths(operation, input);
  return { operation, image: 'input', operands: () => `input ${showShape(input)}` };
}

function describe(axes: Geometry, result: 'input' | 'output'): ConvGeometry {
  const extent = axes.map((axis) => extentOf(axis.kernel, axis.dilation));
  return {
    axes,
    output: axes.map((axis) => axis[result]),
    extent,
    unreached: axes.map((axis, i) => Math.max(0, paddedLength(axis) - reach(axis, extent[i]!))),
  };
}

const paddedLength = ({ input, padBefore, padAfter }: Axis): number => input + padBefore + padAfter;

/** Padded cells up to the end of the last window. */
const reach = ({ output, stride }: Axis, extent: number): number => (output - 1) * stride + extent;

function directOf(axes: Geometry): DirectConvolution {
  return {
    zerosBetween: axes.map((axis) => axis.stride - 1),
    padding: axes.map((axis) => {
      const before = extentOf(axis.kernel, axis.dilation) - 1 - axis.padBefore;
      // As much as makes the output as long as it is to be, whatever of it the padding and the output padding account for.
      const stretched = (axis.output - 1) * axis.stride + 1;
      return [before, axis.input + extentOf(axis.kernel, axis.dilation) - 1 - stretched - before];
    }),
  };
}
