import type { AnyConvOptions, AnyConvTransposeOptions, PaddingMode } from '@gemmule/core';
import type { EngineId } from '../engine/engines.ts';

/** Of height and width; a picture with one axis has only the second. */
export type Pair = readonly [height: number, width: number];
export type Pads = readonly [before: number, after: number];

/** Random digits; the cells counted, so that each can be followed; all 1. */
export const numberings = ['random', 'counted', 'ones'] as const;
export type Numbers = (typeof numberings)[number];

/** A convolution as the controls describe it: it may be one that the engine refuses. */
export interface ConvSettings {
  readonly axes: 1 | 2;
  readonly transposed: boolean;
  readonly input: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: 'same' | readonly [rows: Pads, columns: Pads];
  readonly mode: PaddingMode;
  /** Only of transposed convolutions. */
  readonly outputPadding: Pair;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** What the cells of the input hold. */
  readonly numbers: Numbers;
  /** Of random numbers, in the input and in the kernel. */
  readonly seed: number;
  readonly engine: EngineId;
}

export const defaultSettings: ConvSettings = {
  axes: 2,
  transposed: false,
  input: [5, 5],
  kernel: [3, 3],
  stride: [2, 2],
  dilation: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  mode: 'zeros',
  outputPadding: [0, 0],
  inChannels: 1,
  outChannels: 1,
  groups: 1,
  numbers: 'random',
  seed: 1,
  engine: 'auto',
};

/** What one looks at. */
export interface ConvView {
  readonly settings: ConvSettings;
  /** The output cell that the window stands for. */
  readonly at: number;
  /** The channels that are shown. */
  readonly inChannel: number;
  readonly outChannel: number;
}

/** Largest numbers that the controls and links allow, so that no link can ask for a minute of work. */
export const limits = {
  input: 256,
  kernel: 32,
  stride: 32,
  dilation: 32,
  padding: 64,
  channels: 16,
  seed: 1e9,
} as const;

/** The operation of core that the settings are for. */
export function operationOf({ axes, transposed }: ConvSettings): string {
  return `conv${transposed ? 'Transpose' : ''}${axes}d`;
}

/** What belongs to the axes that there are. */
export function perAxis<T>({ axes }: ConvSettings, pair: readonly [T, T]): T[] {
  return axes === 1 ? [pair[1]] : [...pair];
}

/** As core takes them. */
export function optionsOf(settings: ConvSettings): AnyConvOptions & AnyConvTransposeOptions {
  const { padding, transposed, mode, groups } = settings;
  const shared = {
    stride: perAxis(settings, settings.stride),
    dilation: perAxis(settings, settings.dilation),
    padding: padding === 'same' ? padding : perAxis(settings, padding),
    groups,
  };
  return transposed
    ? { ...shared, outputPadding: perAxis(settings, settings.outputPadding) }
    : { ...shared, paddingMode: mode };
}

/** Of a batch of one. */
export function inputShapeOf(settings: ConvSettings): number[] {
  return [1, settings.inChannels, ...perAxis(settings, settings.input)];
}

/** Where the groups do not divide the channels, the engine is the one to say so: the shape is then the nearest one. */
export function weightShapeOf(settings: ConvSettings): number[] {
  const { inChannels, outChannels, groups, transposed } = settings;
  const share = (channels: number) => Math.max(1, Math.floor(channels / Math.max(1, groups)));
  const channels = transposed ? [inChannels, share(outChannels)] : [outChannels, share(inChannels)];
  return [...channels, ...perAxis(settings, settings.kernel)];
}
