import type { PaddingMode } from '@gemmule/core';
import { engineIds } from '../engine/engines.ts';
import { integers, oneOf } from '../shell/parameters.ts';
import {
  type ConvSettings,
  type ConvView,
  defaultSettings,
  limits,
  numberings,
  type Pair,
  type Pads,
} from './settings.ts';

/*
 * Settings in the address: `axes=1&input=7&kernel=3&pad=1,1`. What is the default is left out, and what is no sense is taken for it.
 */

export const modes: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular'];

export function readView(parameters: URLSearchParams): ConvView {
  const whole = (name: string) => integers(parameters.get(name), [0, 1e6])?.[0] ?? 0;
  const settings = readSettings(parameters);
  return { settings, at: whole('at'), inChannel: whole('ci'), outChannel: whole('co') };
}

export function writeView({ settings, at, inChannel, outChannel }: ConvView): URLSearchParams {
  const parameters = writeSettings(settings);
  for (const [name, value] of Object.entries({ at, ci: inChannel, co: outChannel })) {
    if (value > 0) parameters.set(name, `${value}`);
  }
  return parameters;
}

function readSettings(parameters: URLSearchParams): ConvSettings {
  const defaults = defaultSettings;
  const axes = parameters.get('axes') === '1' ? 1 : 2;
  const pair = (name: keyof ConvSettings, fallback: Pair, largest: number): Pair => {
    const [first, second] = integers(parameters.get(name), [0, largest]) ?? [];
    return first === undefined ? fallback : [axes === 1 ? 1 : first, axes === 1 ? first : (second ?? first)];
  };
  const single = (name: string, fallback: number, largest: number): number =>
    integers(parameters.get(name), [0, largest])?.[0] ?? fallback;
  return {
    axes,
    transposed: parameters.get('transposed') === '1',
    input: pair('input', flat(axes, defaults.input), limits.input),
    kernel: pair('kernel', flat(axes, defaults.kernel), limits.kernel),
    stride: pair('stride', flat(axes, defaults.stride), limits.stride),
    dilation: pair('dilation', defaults.dilation, limits.dilation),
    padding: readPadding(parameters.get('pad'), axes),
    mode: oneOf(parameters.get('mode'), modes) ?? defaults.mode,
    outputPadding: pair('outputPadding', defaults.outputPadding, limits.stride).map((value, i) =>
      axes === 1 && i === 0 ? 0 : value,
    ) as [number, number],
    inChannels: single('in', defaults.inChannels, limits.channels),
    outChannels: single('out', defaults.outChannels, limits.channels),
    groups: single('groups', defaults.groups, limits.channels),
    numbers: oneOf(parameters.get('numbers'), numberings) ?? defaults.numbers,
    seed: single('seed', defaults.seed, limits.seed),
    engine: oneOf(parameters.get('engine'), engineIds) ?? defaults.engine,
  };
}

export function writeSettings(settings: ConvSettings): URLSearchParams {
  const { axes, padding } = settings;
  const pair = ([height, width]: Pair) => (axes === 1 ? `${width}` : `${height},${width}`);
  const everything = {
    axes: `${axes}`,
    transposed: settings.transposed ? '1' : '0',
    input: pair(settings.input),
    kernel: pair(settings.kernel),
    stride: pair(settings.stride),
    dilation: pair(settings.dilation),
    pad: padding === 'same' ? padding : (axes === 1 ? padding[1] : padding.flat()).join(','),
    mode: settings.mode,
    outputPadding: pair(settings.outputPadding),
    in: `${settings.inChannels}`,
    out: `${settings.outChannels}`,
    groups: `${settings.groups}`,
    numbers: settings.numbers,
    seed: `${settings.seed}`,
    engine: settings.engine,
  };
  const parameters = new URLSearchParams(everything);
  // What reading would fill in by itself.
  for (const name of Object.keys(everything)) {
    const without = new URLSearchParams(parameters);
    without.delete(name);
    if (same(readSettings(without), settings)) parameters.delete(name);
  }
  return parameters;
}

/** Of one axis, the height is 1. */
function flat(axes: 1 | 2, [height, width]: Pair): Pair {
  return [axes === 1 ? 1 : height, width];
}

function readPadding(text: string | null, axes: 1 | 2): ConvSettings['padding'] {
  if (text === 'same') return 'same';
  const none: Pads = [0, 0];
  const [top, bottom, left, right] = integers(text, [0, limits.padding]) ?? [1, 1, 1, 1];
  if (top === undefined) return [none, none];
  if (axes === 1) return [none, [top, bottom ?? top]];
  const rows: Pads = [top, bottom ?? top];
  return [rows, left === undefined ? rows : [left, right ?? left]];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
