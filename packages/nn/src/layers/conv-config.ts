import {
  assertBoolean,
  assertPositive,
  type Div,
  type Divides,
  type Known,
  type NonNegativePerAxis,
  padsPerAxis,
  type Padding2d,
  type PerAxis2,
  type Positive,
  type PositivePerAxis,
  positivePerAxis,
  ShapeError,
  type Show,
} from '@gemmule/core';

/** The configuration that convolution and transposed convolution share. */
export interface ConvConfig<Kind extends string, I, O, Kernel, Stride, Padding, Dilation, Groups> {
  /** Channels of the input. */
  readonly in: Positive<Kind, 'in', I>;
  /** Channels of the output. */
  readonly out: Positive<Kind, 'out', O>;
  /** Height and width of the kernel. */
  readonly kernel: PositivePerAxis<Kind, 'kernel', Kernel>;
  /** Cells from one window to the next, per axis. Default 1. */
  readonly stride?: PositivePerAxis<Kind, 'stride', Stride>;
  /** Zeros around the input: one number, one per axis, `[before, after]` per axis, 'same' or 'valid'. Default 0. */
  readonly padding?: NonNegativePerAxis<Kind, 'padding', Padding, Padding2d>;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: PositivePerAxis<Kind, 'dilation', Dilation>;
  /** Independent convolutions side by side, of `in / groups` and `out / groups` channels. Default 1. */
  readonly groups?: DividingGroups<Kind, I, O, Groups>;
  /** Whether to add a number per output channel. Default true. */
  readonly bias?: boolean;
}

/** Channels of one group. */
export type PerGroup<Channels, Groups> = Groups extends 1 ? Channels & number : Div<Known<Channels>, Known<Groups>>;

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

/** Throws what the types of {@link ConvConfig} say; returns the kernel as `[height, width]`. */
export function assertConvConfig(
  kind: string,
  config: ConvConfig<string, number, number, PerAxis2, PerAxis2, Padding2d, PerAxis2, number>,
): number[] {
  const { in: inChannels, out, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  assertPositive(kind, 'in', inChannels);
  assertPositive(kind, 'out', out);
  const kernels = positivePerAxis(kind, 'kernel', kernel, 2);
  positivePerAxis(kind, 'stride', stride, 2);
  padsPerAxis(kind, padding, 2);
  positivePerAxis(kind, 'dilation', dilation, 2);
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
