import type { Convolution } from './lab.ts';

/** One tap of a window. Places are indices into one channel, row by row. */
export interface Tap {
  /** Its cell of the field. */
  readonly cell: number;
  /** Its number in a kernel of the weight. */
  readonly kernel: number;
  readonly output: number;
}

/** What a tap adds to an output. */
export interface Term extends Tap {
  readonly channel: number;
  readonly value: number;
  readonly weight: number;
}

/** What decides which cells a window sees. */
export interface Sliding extends Pick<Convolution, 'axes'> {
  readonly direct?: Convolution['direct'];
  readonly field: Lengths;
  readonly output: Lengths;
}

interface Lengths {
  readonly height: number;
  readonly width: number;
}

/** How a window moves over the field: one of a transposed convolution takes single steps, by the mirrored kernel. */
interface Steps {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly mirrored: boolean;
}

function stepsOf({ axes, direct }: Pick<Sliding, 'axes' | 'direct'>): Steps {
  const pair = (value: (axis: Convolution['axes'][number]) => number): [number, number] => {
    const [first, second] = axes.map(value);
    return second === undefined ? [1, first!] : [first!, second];
  };
  const mirrored = direct !== undefined;
  return {
    kernel: pair((axis) => axis.kernel),
    stride: mirrored ? [1, 1] : pair((axis) => axis.stride),
    dilation: pair((axis) => axis.dilation),
    mirrored,
  };
}

/** The taps of the window that makes an output, in the order of the field. */
export function tapsOf(convolution: Sliding, output: number): Tap[] {
  const { kernel, stride, dilation, mirrored } = stepsOf(convolution);
  const { field } = convolution;
  const width = convolution.output.width;
  const [row, column] = [Math.floor(output / width), output % width];
  const taps: Tap[] = [];
  for (let y = 0; y < kernel[0]; y++) {
    for (let x = 0; x < kernel[1]; x++) {
      const cell = (row * stride[0] + y * dilation[0]) * field.width + column * stride[1] + x * dilation[1];
      const place = y * kernel[1] + x;
      taps.push({ cell, kernel: mirrored ? kernel[0] * kernel[1] - 1 - place : place, output });
    }
  }
  return taps;
}

/** The rows and columns of the field that a window covers, the cells between its taps included. */
export function frameOf(
  convolution: Sliding,
  output: number,
): { row: number; column: number; height: number; width: number } {
  const { kernel, stride, dilation } = stepsOf(convolution);
  const width = convolution.output.width;
  return {
    row: Math.floor(output / width) * stride[0],
    column: (output % width) * stride[1],
    height: (kernel[0] - 1) * dilation[0] + 1,
    width: (kernel[1] - 1) * dilation[1] + 1,
  };
}

/** Every tap of every window that falls on a cell of the input, or on a copy of it in the border. */
export function tapsOn(convolution: Sliding & Pick<Convolution, 'sources'>, input: number): Tap[] {
  const { sources, output, field } = convolution;
  const { kernel, stride, dilation, mirrored } = stepsOf(convolution);
  const found: Tap[] = [];
  for (let cell = 0; cell < sources.length; cell++) {
    if (sources[cell] !== input) continue;
    const place = [Math.floor(cell / field.width), cell % field.width] as const;
    for (let y = 0; y < kernel[0]; y++) {
      const row = (place[0] - y * dilation[0]) / stride[0];
      if (!isIndex(row, output.height)) continue;
      for (let x = 0; x < kernel[1]; x++) {
        const column = (place[1] - x * dilation[1]) / stride[1];
        if (!isIndex(column, output.width)) continue;
        const tap = y * kernel[1] + x;
        const last = kernel[0] * kernel[1] - 1;
        found.push({ cell, kernel: mirrored ? last - tap : tap, output: row * output.width + column });
      }
    }
  }
  return found;
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}

/** Input channels that an output channel reads, by the groups. */
export function channelsOf(convolution: Pick<Convolution, 'settings'>, outChannel: number): number[] {
  const { inChannels, outChannels, groups } = convolution.settings;
  const group = Math.floor(outChannel / (outChannels / groups));
  return Array.from({ length: inChannels / groups }, (_, i) => group * (inChannels / groups) + i);
}

/** The number of a kernel, for an input and an output channel of one group. */
export function weightAt(convolution: Convolution, inChannel: number, outChannel: number, kernel: number): number {
  const { settings, weightShape, weight } = convolution;
  const { inChannels, outChannels, groups, transposed } = settings;
  const [first, second] = transposed
    ? [inChannel, outChannel % (outChannels / groups)]
    : [outChannel, inChannel % (inChannels / groups)];
  const taps = weightShape.slice(2).reduce((all, length) => all * length, 1);
  return weight[(first * weightShape[1]! + second) * taps + kernel]!;
}

/** The products whose sum is an output. */
export function termsOf(convolution: Convolution, outChannel: number, output: number): Term[] {
  const { field } = convolution;
  const area = field.height * field.width;
  const taps = tapsOf(convolution, output);
  return channelsOf(convolution, outChannel).flatMap((channel) =>
    taps.map((tap) => ({
      ...tap,
      channel,
      value: field.data[channel * area + tap.cell]!,
      weight: weightAt(convolution, channel, outChannel, tap.kernel),
    })),
  );
}
