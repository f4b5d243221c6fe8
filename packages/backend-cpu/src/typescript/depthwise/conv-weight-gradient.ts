import type { ConvWeightGradient } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { createScratch, reserve } from '../scratch.ts';
import { asVolume, cells } from '../volume.ts';
import { tapOffsets } from './correlate.ts';
import { padPlane, spanOf } from './padded-plane.ts';

const padded = createScratch();
const tapSums = createScratch();

/**
 * Gradient by the weight of a convolution in which every group reads one channel and writes one: for each tap, the product
 * of dy with what the tap saw.
 */
export function depthwiseConvWeightGradient({ batch, groups, geometry, ...op }: ConvWeightGradient<CpuBuffer>): void {
  const x = floats(op.x);
  const dy = floats(op.dy);
  const dWeight = floats(op.dWeight);
  const volume = asVolume(geometry);
  const { depth, height, width } = volume;
  const span = spanOf(volume);
  const offsets = tapOffsets(volume, span);
  const inputCells = cells(geometry, 'input');
  const positions = cells(geometry, 'output');
  const taps = offsets.length;
  const sums = reserve(tapSums, taps);

  for (let group = 0; group < groups; group++) {
    sums.fill(0, 0, taps);
    for (let image = 0; image < batch; image++) {
      const plane = padPlane(x, (image * groups + group) * inputCells, volume, span, padded);
      let read = (image * groups + group) * positions;
      for (let oz = 0; oz < depth.output; oz++) {
        for (let oy = 0; oy < height.output; oy++) {
          const row = (oz * depth.stride * span.height + oy * height.stride) * span.width;
          addRowProducts(dy, read, width.output, plane, row, width.stride, offsets, sums);
          read += width.output;
        }
      }
    }
    for (let tap = 0; tap < taps; tap++) dWeight[group * taps + tap] = sums[tap]!;
  }
}

/** `sums[tap] += sum over i of dy[from + i] * plane[row + i * stride + offsets[tap]]`, three taps at a time. */
function addRowProducts(
  dy: Float32Array,
  from: number,
  length: number,
  plane: Float64Array,
  row: number,
  stride: number,
  offsets: Int32Array,
  sums: Float64Array,
): void {
  const last = offsets.length - 1;
  for (let tap = 0; tap <= last; tap += 3) {
    // Taps past the end repeat the last one.
    const o0 = offsets[tap]!;
    const o1 = offsets[Math.min(tap + 1, last)]!;
    const o2 = offsets[Math.min(tap + 2, last)]!;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let read = row;
    for (let i = 0; i < length; i++) {
      const value = dy[from + i]!;
      s0 += value * plane[(read + o0) | 0]!;
      s1 += value * plane[(read + o1) | 0]!;
      s2 += value * plane[(read + o2) | 0]!;
      read = (read + stride) | 0;
    }
    sums[tap]! += s0;
    if (tap + 1 <= last) sums[tap + 1]! += s1;
    if (tap + 2 <= last) sums[tap + 2]! += s2;
  }
}
