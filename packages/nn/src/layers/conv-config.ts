import {
  assertBoolean,
  assertPositive,
  type At,
  type AxisCount,
  type Div,
  type Divides,
  type Known,
  type NonNegativePerAxis,
  padsPerAxis,
  type Padding,
  type PaddingOf,
  type PerAxis,
  type PerAxisOf,
  type Positive,
  type PositivePerAxis,
  positivePerAxis,
  ShapeError,
  type Show,
} from '@gemmule/core';

/** The configuration that convolution and transposed convolution share. */
export interface ConvConfig<
  Kind extends string,
  Axes extends AxisCount,
  I,
  O,
  Kernel,
  Stride,
  Padding,
  Dilation,
  Groups,
> {
  /** Channels of the input. */
  readonly in: Positive<Kind, 'in', I>;
  /** Channels of the output. */
  readonly out: Positive<Kind, 'out', O>;
  /** Lengths of the kernel. */
  readonly kernel: PositivePerAxis<Kind, 'kernel', Kernel, PerAxisOf[Axes]>;
  /** Cells from one window to the next, per axis. Default 1. */
  readonly stride?: PositivePerAxis<Kind, 'stride', Stride, PerAxisOf[Axes]>;
  /**
   * Cells around the input: one number, one per axis, `[before, after]` per axis, 'same' or 'valid', and with one axis
   * 'causal'. Default 0.
   */
  readonly padding?: NonNegativePerAxis<Kind, 'padding', Padding, PaddingOf[Axes]>;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: PositivePerAxis<Kind, 'dilation', Dilation, PerAxisOf[Axes]>;
  /** Independent convolutions side by side, of `in / groups` and `out / groups` channels. Default 1. */
  readonly groups?: DividingGroups<Kind, I, O, Groups>;
  /** Whether to add a number per output channel. Default true. */
  readonly bias?: boolean;
}

/** Channels of one group. */
export type PerGroup<Channels, Groups> = Groups extends 1 ? Channels & number : Div<Known<Channels>, Known<Groups>>;

/** The lengths of a kernel, as the last dimensions of a weight. */
export interface KernelLengths<Kernel> {
  readonly 1: [At<Kernel, 0> & number];
  readonly 2: [At<Kernel, 0> & number, At<Kernel, 1> & number];
  readonly 3: [At<Kernel, 0> & number, At<Kernel, 1> & number, At<Kernel, 2> & number];
}

/** {@link ConvConfig} of which the compiler knows nothing. */
export type AnyConvConfig = ConvConfig<string, AxisCount, number, number, PerAxis, PerAxis, Padding, PerAxis, number>;

/** `Groups`, or the sentence that says why the channels do not part into so many groups. */
export type DividingGroups<Kind extends string, I, O, Groups> =
  Positive<Kind, 'groups', Groups> extends infer Checked extends string
    ? Checked
    : Divides<Known<Groups>, I> extends false
      ? GroupsSentence<Kind, I, O, Groups, 'input', I>
      : Divides<Known<Groups>, O> extends false
        ? GroupsSentence<Kind, I, O, Groups, 'output', O>
        : Groups;

type GroupsSentence<
  Kind extends string,
  I,
  O,
  Groups,
  Side extends 'input' | 'output',
  Channels,
> = `${Kind}: groups ${Show<Groups>} must divide the ${Show<Channels>} ${Side} channels (in ${Show<I>}, out ${Show<O>})`;

/** Throws what the types of {@link ConvConfig} say; returns the lengths of the kernel. */
export function assertConvConfig(kind: string, axes: AxisCount, config: AnyConvConfig): number[] {
  const { in: inChannels, out, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  assertPositive(kind, 'in', inChannels);
  assertPositive(kind, 'out', out);
  const kernels = positivePerAxis(kind, 'kernel', kernel, axes);
  positivePerAxis(kind, 'stride', stride, axes);
  padsPerAxis(kind, padding, axes);
  positivePerAxis(kind, 'dilation', dilation, axes);
  assertPositive(kind, 'groups', groups);
  for (const [side, channels] of [
    ['input', inChannels],
    ['output', out],
  ] as const) {
    if (channels % groups === 0) continue;
    throw new ShapeError(
      `${kind}: groups ${groups} must divide the ${channels} ${side} channels (in ${inChannels}, out ${out})`,
    );
  }
  assertBoolean(kind, 'bias', bias);
  return kernels;
}
