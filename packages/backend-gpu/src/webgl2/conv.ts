import type { Conv, ConvDimensions, ConvTranspose } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { convTranspose as convTransposeTask } from '../kernels/conv-transpose.ts';
import { asVolume, cells } from '../kernels/volume.ts';
import { forImages, imagesInLaunch } from '../launches.ts';
import type { Performer } from '../perform.ts';
import { correlate, type CorrelationShape, fitsTextures } from './correlate.ts';
import { forwardAxis, hasTransposedAxis, transposedAxis } from './correlation.ts';

/** Whether {@link conv} takes a convolution: no third axis, and no channels all on their own. */
export function takesConv({ device }: Performer, op: ConvDimensions): boolean {
  return isForTiles(op) && fitsTextures(device, forwardShape(op, imagesInLaunch(device, op)));
}

/** Convolution with bias and activation, on tiles of a product. */
export function conv(performer: Performer, op: Conv<GpuBuffer>): boolean {
  const { x, weight, bias, activation, y, inChannels, outChannels, geometry } = op;
  if (!takesConv(performer, op)) return false;
  forImages(performer.device, op, (start, batch) =>
    correlate(performer, forwardShape(op, batch), {
      images: x,
      imagesOffset: start * inChannels * cells(geometry, 'input'),
      weight,
      result: y,
      resultOffset: start * outChannels * cells(geometry, 'output'),
      bias,
      activation,
    }),
  );
  return true;
}

/** Transposed convolution, on tiles of a product where it can be had. */
export function convTranspose(performer: Performer, op: ConvTranspose<GpuBuffer>): void {
  const { x, xOffset, weight, y, yOffset, inChannels, outChannels, geometry } = op;
  if (!takesTransposed(performer, op)) {
    performer.perform(convTransposeTask(op));
    return;
  }
  forImages(performer.device, op, (start, batch) =>
    correlate(performer, transposedShape(op, batch), {
      images: x,
      imagesOffset: xOffset + start * inChannels * cells(geometry, 'output'),
      weight,
      result: y,
      resultOffset: yOffset + start * outChannels * cells(geometry, 'input'),
      bias: undefined,
      activation: undefined,
    }),
  );
}

function takesTransposed({ device }: Performer, op: ConvDimensions): boolean {
  if (!isForTiles(op) || !op.geometry.every(hasTransposedAxis)) return false;
  return fitsTextures(device, transposedShape(op, imagesInLaunch(device, op)));
}

function forwardShape(op: ConvDimensions, batch: number): CorrelationShape {
  const { y, x } = asVolume(op.geometry);
  return { ...channelsOf(op), batch, isTransposed: false, y: forwardAxis(y), x: forwardAxis(x) };
}

function transposedShape(op: ConvDimensions, batch: number): CorrelationShape {
  const { y, x } = asVolume(op.geometry);
  return { ...channelsOf(op), batch, isTransposed: true, y: transposedAxis(y), x: transposedAxis(x) };
}

function channelsOf({
  inChannels,
  outChannels,
  groups,
}: ConvDimensions): Pick<CorrelationShape, 'groups' | 'inChannels' | 'outChannels'> {
  return { groups, inChannels: inChannels / groups, outChannels: outChannels / groups };
}

/**
 * Whether it can be computed by tiles, in two dimensions. A product of one channel by one would fill a thirty-second of a
 * tile.
 */
export function isForTiles({ inChannels, outChannels, groups, geometry }: ConvDimensions): boolean {
  const isDepthwise = groups > 1 && inChannels === groups && outChannels < 4 * groups;
  return geometry.length < 3 && !isDepthwise;
}
