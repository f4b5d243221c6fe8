import type { Conv } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { createScratch, reserve } from '../scratch.ts';
import { asVolume, cells } from '../volume.ts';
import { correlate, tapOffsets } from './correlate.ts';
import { padPlane, spanOf } from './padded-plane.ts';

const padded = createScratch();
const taps = createScratch();

/**
 * Convolution in which every group reads one channel. As a matrix product it would have a row or two for each group and
 * spend its time building columns; here the taps slide over the padded plane.
 */
export function depthwiseConv(op: Conv<CpuBuffer>): void {
  const { batch, inChannels, outChannels, geometry } = op;
  const x = floats(op.x);
  const weight = floats(op.weight);
  const bias = op.bias === undefined ? undefined : floats(op.bias);
  const y = floats(op.y);
  const volume = asVolume(geometry);
  const span = spanOf(volume);
  const offsets = tapOffsets(volume, span);
  const inputCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  const window = reserve(taps, offsets.length);
  const outPerIn = outChannels / inChannels;

  for (let index = 0; index < batch * inChannels; index++) {
    const plane = padPlane(x, index * inputCells, volume, span, padded);
    for (let copy = 0; copy < outPerIn; copy++) {
      const channel = (index % inChannels) * outPerIn + copy;
      for (let tap = 0; tap < offsets.length; tap++) window[tap] = weight[channel * offsets.length + tap]!;
      const to = (index * outPerIn + copy) * positions;
      correlate(plane, volume, span, window, offsets, bias === undefined ? 0 : bias[channel]!, y, to);
    }
  }
}
