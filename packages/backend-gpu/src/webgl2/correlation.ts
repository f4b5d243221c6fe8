import type { Axis } from '@gemmule/core';

/*
 * A convolution and its transpose as one thing: each position of the result multiplies what lies at `taps` places of a padded
 * source with weights. For the transpose by a stride the positions fall into as many phases; all of a phase see the same
 * taps of the kernel, and positions of different phases see different ones.
 */

/** One axis of it. */
export interface CorrelationAxis {
  /** Cells of the source. */
  readonly source: number;
  /** Zeros before the source; negative where it is cut. */
  readonly before: number;
  /** Cells of the source with the zeros. */
  readonly padded: number;
  /** Cells of the result. */
  readonly result: number;
  readonly phases: number;
  /** Positions of each phase: `phase + position * phases` is the cell of the result, if there is one. */
  readonly positions: number;
  /** Cells of the padded source from one position to the next. */
  readonly step: number;
  readonly taps: number;
  /** Cells of the padded source from one tap to the next. */
  readonly tapStep: number;
  /** The cell that the first tap of position 0 sees, by phase. */
  readonly first: readonly number[];
  /** Which element of the kernel a tap multiplies with, by phase and tap; -1 for none. */
  readonly kernel: readonly (readonly number[])[];
  /** Length of the kernel. */
  readonly kernelLength: number;
}

/** `y[o] = sum over k of x[o * stride - padBefore + k * dilation] w[k]`. */
export function forwardAxis({ input, output, kernel, stride, dilation, padBefore }: Axis): CorrelationAxis {
  return {
    source: input,
    before: padBefore,
    padded: (output - 1) * stride + (kernel - 1) * dilation + 1,
    result: output,
    phases: 1,
    positions: output,
    step: stride,
    taps: kernel,
    tapStep: dilation,
    first: [0],
    kernel: [Array.from({ length: kernel }, (_, tap) => tap)],
    kernelLength: kernel,
  };
}

/** Whether {@link transposedAxis} can be had: the taps of a phase must lie side by side. */
export function hasTransposedAxis({ stride, dilation }: Axis): boolean {
  return stride === 1 || dilation === 1;
}

/**
 * `x[i] = sum over k of y[(i + padBefore - k * dilation) / stride] w[k]`, where that is a whole number. Of cell i, the taps
 * are `k = c + j * stride` with `c = (i + padBefore) mod stride`; j runs backwards here, so that cells of y rise with the tap.
 */
export function transposedAxis({ input, output, kernel, stride, dilation, padBefore }: Axis): CorrelationAxis {
  const taps = Math.ceil(kernel / stride);
  const reach = (taps - 1) * dilation;
  const positions = Math.ceil(input / stride);
  const phases = Array.from({ length: stride }, (_, phase) => phase + padBefore);
  const first = phases.map((shifted) => Math.floor(shifted / stride));
  const tapOf = (shifted: number, tap: number): number => (shifted % stride) + (taps - 1 - tap) * stride;
  return {
    source: output,
    before: reach,
    padded: Math.max(...first) + positions - 1 + reach + 1,
    result: input,
    phases: stride,
    positions,
    step: 1,
    taps,
    tapStep: dilation,
    first,
    kernel: phases.map((shifted) =>
      Array.from({ length: taps }, (_, tap) => (tapOf(shifted, tap) < kernel ? tapOf(shifted, tap) : -1)),
    ),
    kernelLength: kernel,
  };
}
