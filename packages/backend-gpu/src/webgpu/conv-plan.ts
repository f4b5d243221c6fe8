import type { Axis, ConvDimensions, Geometry } from '@gemmule/core';
import { asVolume, cells, type Volume } from '../kernels/volume.ts';
import { joined } from './axes.ts';

/** Sizes that the three faces of convolution have in common. Inputs and outputs are channels of one group. */
export interface ConvPlan extends ConvDimensions {
  readonly volume: Volume;
  readonly inputs: number;
  readonly outputs: number;
  /** Cells of the kernel, of an output channel and of an input channel. */
  readonly taps: number;
  readonly area: number;
  readonly inputArea: number;
}

export function planOf({ batch, inChannels, outChannels, groups, geometry }: ConvDimensions): ConvPlan {
  const simple = joined(geometry);
  return {
    batch,
    inChannels,
    outChannels,
    groups,
    geometry: simple,
    volume: asVolume(simple),
    inputs: inChannels / groups,
    outputs: outChannels / groups,
    taps: cells(simple, 'kernel'),
    area: cells(simple, 'output'),
    inputArea: cells(simple, 'input'),
  };
}

/** Tells dimensions apart. */
export function keyOf({ batch, inChannels, outChannels, groups, geometry }: ConvDimensions): string {
  return [batch, inChannels, outChannels, groups, keyOfGeometry(geometry)].join(' ');
}

function keyOfGeometry(geometry: Geometry): string {
  const keys = geometry.map((axis) =>
    [axis.input, axis.output, axis.kernel, axis.stride, axis.dilation, axis.padBefore].join(','),
  );
  return keys.join(' ');
}

/** Whether some tap sees a cell outside of the input. */
export function seesPadding({ input, output, kernel, stride, dilation, padBefore }: Axis): boolean {
  return padBefore > 0 || (output - 1) * stride + (kernel - 1) * dilation - padBefore >= input;
}
