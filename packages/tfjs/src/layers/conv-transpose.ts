import type { AxisCount } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { transposed } from '../file/transposed.ts';
import { activationOf } from './activation.ts';
import { biasOf, range } from './conv.ts';
import type { Reader } from './layer-reader.ts';

interface ConvTransposeConfig {
  readonly in: number;
  readonly out: number;
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: [number, number][];
  readonly outputPadding: number[];
  readonly bias: boolean;
}

const convTransposes = {
  1: nn.convTranspose1d,
  2: nn.convTranspose2d,
  3: nn.convTranspose3d,
} as unknown as Readonly<Record<AxisCount, (config: ConvTransposeConfig) => nn.AnyLayer>>;

/** Conv1DTranspose, Conv2DTranspose, Conv3DTranspose: a kernel `[...kernel, out, in]`. */
export function convTransposeReader(axes: AxisCount): Reader {
  return (layer) => {
    layer.ignore('rank');
    const ones = new Array<number>(axes).fill(1);
    const [kernel, stride] = [layer.counts('kernel_size', axes), layer.counts('strides', axes, ones)];
    const out = layer.count('filters');
    if (layer.counts('dilation_rate', axes, ones).some((rate) => rate !== 1)) layer.refuse('it is dilated');
    const padding = layer.text('padding', ['valid', 'same'], 'valid');
    const given = layer.setting('output_padding') === undefined ? undefined : layer.pairs('output_padding', axes, 0);
    const crops = range(axes).map((i) => cropOf(padding, kernel[i]!, stride[i]!, given?.[i]?.[0]));
    const outputPadding = crops.map((crop) => Math.max(-crop, 0));
    if (outputPadding.some((extra, i) => extra >= stride[i]!))
      layer.refuse('its output_padding is not below its strides');
    const stored = layer.weightOf([...kernel, out, null], 'kernel');
    const config = {
      in: stored.shape[axes + 1]!,
      out,
      kernel,
      stride,
      padding: crops.map((crop): [number, number] => [
        Math.floor(Math.max(crop, 0) / 2),
        Math.ceil(Math.max(crop, 0) / 2),
      ]),
      outputPadding,
    };
    const bias = biasOf(layer, out);
    const weight = transposed(stored, [axes + 1, axes, ...range(axes)]);
    const made = convTransposes[axes]({ ...config, bias: 'bias' in bias });
    return [{ layer: made, values: { weight, ...bias } }, ...activationOf(layer)];
  };
}

/**
 * How many cells of the full output, of `(input - 1) * stride + kernel` cells, are cut off, half of them before (an odd one after);
 * below 0, so many follow. The output is `input * stride` for 'same', and for 'valid' as much more as the kernel is longer than
 * the stride. Where an output padding is given, PyTorch's rule holds, with a padding of half the kernel for 'same'.
 */
function cropOf(padding: 'same' | 'valid', kernel: number, stride: number, given: number | undefined): number {
  if (given !== undefined) return (padding === 'same' ? 2 * Math.floor(kernel / 2) : 0) - given;
  return padding === 'same' ? kernel - stride : Math.min(kernel - stride, 0);
}
