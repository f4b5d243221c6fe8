import * as nn from '@gemmule/nn';
import type { AxisCount } from '@gemmule/core';
import { transposed } from '../file/transposed.ts';
import type { StoredWeight } from '../file/weights.ts';
import { activationOf } from './activation.ts';
import type { LayerReader, Part, Reader } from './layer-reader.ts';

/** Where the windows of a convolution are, as layers of nn take it. */
interface Windows {
  readonly kernel: number[];
  readonly stride: number[];
  readonly dilation: number[];
  readonly padding: 'same' | 'valid' | [number, number][];
}

interface ConvConfig extends Windows {
  readonly in: number;
  readonly out: number;
  readonly groups: number;
  readonly bias: boolean;
}

/** The layers of nn, of whose shapes the compiler knows nothing here. */
const convs = { 1: nn.conv1d, 2: nn.conv2d, 3: nn.conv3d } as unknown as Readonly<
  Record<AxisCount, (config: ConvConfig) => nn.AnyLayer>
>;

/** Conv1D, Conv2D, Conv3D: a kernel `[...kernel, in / groups, out]`. */
export function convReader(axes: AxisCount): Reader {
  return (layer) => {
    const windows = windowsOf(layer, axes);
    const [out, groups] = [layer.count('filters'), layer.count('groups', 1)];
    const kernel = layer.weightOf([...windows.kernel, null, out], 'kernel');
    if (out % groups !== 0) layer.refuse(`its ${out} filters are no multiple of its ${groups} groups`);
    const weight = transposed(kernel, [axes + 1, axes, ...range(axes)]);
    const config = { ...windows, in: kernel.shape[axes]! * groups, out, groups };
    return [convPart(layer, axes, config, weight), ...activationOf(layer)];
  };
}

/** DepthwiseConv1D, DepthwiseConv2D: a kernel `[...kernel, in, times]`, for each channel some of its own. */
export function depthwiseReader(axes: AxisCount): Reader {
  return (layer) => {
    const windows = windowsOf(layer, axes);
    const kernel = depthwiseKernel(layer, windows, 'depthwise_kernel', 'kernel');
    return [convPart(layer, axes, ...depthwise(windows, kernel, axes)), ...activationOf(layer)];
  };
}

/** SeparableConv1D, SeparableConv2D: a depthwise convolution without bias, then a pointwise one. */
export function separableReader(axes: AxisCount): Reader {
  return (layer) => {
    const windows = windowsOf(layer, axes);
    const out = layer.count('filters');
    const kernel = depthwiseKernel(layer, windows, 'depthwise_kernel');
    const [config, weight] = depthwise(windows, kernel, axes);
    const first: Part = { layer: convs[axes]({ ...config, bias: false }), values: { weight } };
    const ones = new Array<number>(axes).fill(1);
    const pointwise = layer.weightOf([...ones, config.out, out], 'pointwise_kernel');
    const second = convPart(
      layer,
      axes,
      { kernel: ones, stride: ones, dilation: ones, padding: 'valid', in: config.out, out, groups: 1 },
      transposed(pointwise, [axes + 1, axes, ...range(axes)]),
    );
    return [first, second, ...activationOf(layer)];
  };
}

/** TensorFlow.js does not save the depth_multiplier of separable convolutions. */
function depthwiseKernel(layer: LayerReader, windows: Windows, ...names: readonly string[]): StoredWeight {
  const times = layer.setting('depth_multiplier') === undefined ? null : layer.count('depth_multiplier');
  return layer.weightOf([...windows.kernel, null, times], ...names);
}

/** The channels of the output are those of the first channel, then those of the second, as ours are by groups. */
function depthwise(
  windows: Windows,
  kernel: StoredWeight,
  axes: number,
): [config: Omit<ConvConfig, 'bias'>, weight: Float32Array] {
  const [channels, times] = [kernel.shape[axes]!, kernel.shape[axes + 1]!];
  const weight = transposed(kernel, [axes, axes + 1, ...range(axes)]);
  return [{ ...windows, in: channels, out: channels * times, groups: channels }, weight];
}

/** With the bias that the layer has, or without. */
function convPart(layer: LayerReader, axes: AxisCount, config: Omit<ConvConfig, 'bias'>, weight: Float32Array): Part {
  const bias = biasOf(layer, config.out);
  return { layer: convs[axes]({ ...config, bias: 'bias' in bias }), values: { weight, ...bias } };
}

/** `{ bias }`, or nothing where the layer has none. */
export function biasOf(layer: LayerReader, out: number): { bias: Float32Array } | Record<string, never> {
  return layer.flag('use_bias', true) ? { bias: layer.weightOf([out], 'bias').data } : {};
}

function windowsOf(layer: LayerReader, axes: AxisCount): Windows {
  layer.ignore('rank');
  const kernel = layer.counts('kernel_size', axes);
  const ones = new Array<number>(axes).fill(1);
  const [stride, dilation] = [layer.counts('strides', axes, ones), layer.counts('dilation_rate', axes, ones)];
  const modes = axes === 1 ? (['valid', 'same', 'causal'] as const) : (['valid', 'same'] as const);
  const padding = layer.text('padding', modes, 'valid');
  // As far as the kernel reaches back, whatever the stride; our 'causal' counts from the end.
  const causal = (): [number, number][] => [[dilation[0]! * (kernel[0]! - 1), 0]];
  return { kernel, stride, dilation, padding: padding === 'causal' ? causal() : padding };
}

/** `[0, 1, …]` */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
