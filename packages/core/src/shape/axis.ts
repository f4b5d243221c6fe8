/**
 * The arithmetic of one spatial axis, which convolution, pooling, unfold and fold share:
 *
 *     extent = dilation * (kernel - 1) + 1                                 cells that a kernel spans
 *     output = floor((input + before + after - extent) / stride) + 1       places where it fits
 */
import type { Add, Div, Lt, Mod, Mul, Sub } from './arithmetic.ts';
import type { Axis } from './geometry.ts';

/** `dilation * (kernel - 1) + 1` */
export type Extent<Kernel extends number, Dilation extends number> = Dilation extends 1
  ? Kernel
  : Add<Mul<Dilation, Sub<Kernel, 1>>, 1>;

/**
 * The output for explicit padding, 0 where the kernel does not fit, `number` where something is not known. It is
 * `(input + Shift) / stride`, and the shift depends on the options only: the compiler remembers it over all inputs.
 */
export type OutputSize<
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Before extends number,
  After extends number,
  Dilation extends number,
> = number extends Input | Stride
  ? number
  : DivOrZero<Shifted<Input, Shift<Kernel, Stride, Before, After, Dilation>>, Stride>;

/** `before + after + stride - extent`, as a sign and a size. */
type Shift<
  Kernel extends number,
  Stride extends number,
  Before extends number,
  After extends number,
  Dilation extends number,
> = [Add<Add<Before, After>, Stride>, Extent<Kernel, Dilation>] extends [
  infer Plus extends number,
  infer Minus extends number,
]
  ? number extends Plus | Minus
    ? 'unknown'
    : Lt<Plus, Minus> extends true
      ? ['-', Sub<Minus, Plus>]
      : ['+', Sub<Plus, Minus>]
  : never;

/** Input + Shift, never where it is negative. */
type Shifted<Input extends number, By> = By extends ['+', infer N extends number]
  ? Add<Input, N>
  : By extends ['-', infer N extends number]
    ? Sub<Input, N>
    : number;

type DivOrZero<X extends number, Y extends number> = [X] extends [never] ? 0 : Y extends 1 ? X : Div<X, Y>;

/** `ceil(X / Y)`: the output for padding 'same' or 'causal', with X the input and Y the stride. */
export type CeilDiv<X extends number, Y extends number> = Y extends 1 ? X : Div<Add<X, Sub<Y, 1>>, Y>;

/**
 * The output in ceil mode, given the one without: where cells are left over they get one window more, unless it would
 * start in the padding after the input.
 */
export type CeilSize<
  Output extends number,
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Before extends number,
  After extends number,
  Dilation extends number,
> = number extends Output | Before
  ? number
  : Mod<Shifted<Input, Shift<Kernel, Stride, Before, After, Dilation>>, Stride> extends 0
    ? Output
    : Lt<Mul<Output, Stride>, Add<Input, Before>> extends true
      ? Add<Output, 1>
      : Output;

/** What an axis is before it is known how it is padded. */
export type Window = Pick<Axis, 'input' | 'kernel' | 'stride' | 'dilation'>;

/** `dilation * (kernel - 1) + 1` */
export function extentOf(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

/** The axis with explicit padding; its output is below 1 where the kernel does not fit. */
export function paddedAxis(
  { input, kernel, stride, dilation }: Window,
  [padBefore, padAfter]: readonly [number, number],
  ceilMode: boolean,
): Axis {
  const free = input + padBefore + padAfter - extentOf(kernel, dilation);
  let output = Math.floor(free / stride) + 1;
  if (ceilMode && free % stride > 0 && output * stride < input + padBefore) output += 1;
  return { input, output, kernel, stride, dilation, padBefore, padAfter };
}

/** An axis whose padding depends on its input: `ceil(input / stride)` windows. */
export function modeAxis(window: Window, mode: 'same' | 'causal'): Axis {
  return mode === 'same' ? sameAxis(window) : causalAxis(window);
}

/** Padding 'same': as much of it as the last window lacks, the odd cell at the end. */
function sameAxis({ input, kernel, stride, dilation }: Window): Axis {
  const output = Math.ceil(input / stride);
  const total = Math.max((output - 1) * stride + extentOf(kernel, dilation) - input, 0);
  const padBefore = Math.floor(total / 2);
  return { input, output, kernel, stride, dilation, padBefore, padAfter: total - padBefore };
}

/** Padding 'causal': each window ends at its place, so it sees nothing behind it. */
function causalAxis({ input, kernel, stride, dilation }: Window): Axis {
  const padBefore = extentOf(kernel, dilation) - 1;
  return { input, output: Math.ceil(input / stride), kernel, stride, dilation, padBefore, padAfter: 0 };
}
