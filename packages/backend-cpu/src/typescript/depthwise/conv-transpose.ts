import type { Axis, ConvTranspose } from '@gemmule/core';
import { floats, type CpuBuffer } from '../../cpu-buffer.ts';
import { createScratch, reserve } from '../scratch.ts';
import { asVolume, cells, type Volume } from '../volume.ts';
import { correlate, tapOffsets } from './correlate.ts';
import { cropPlane, padPlane, spanOf } from './padded-plane.ts';

const padded = createScratch();
const taps = createScratch();

/** Transposed convolution in which every group reads one channel and writes one. */
export function depthwiseConvTranspose(op: ConvTranspose<CpuBuffer>): void {
  const { depth, height, width } = asVolume(op.geometry);
  const mirrored = { depth: mirror(depth), height: mirror(height), width: mirror(width) };
  if (mirrored.depth && mirrored.height && mirrored.width) {
    correlateMirrored(op, mirrored as Volume);
  } else {
    scatterRows(op);
  }
}

/** With stride 1 a transposed convolution is a convolution with its taps in reverse: the axis of that one, if there is. */
function mirror({ input, output, kernel, stride, dilation, padBefore }: Axis): Axis | undefined {
  const reach = (kernel - 1) * dilation;
  if (stride !== 1 || padBefore > reach) return undefined;
  const pad = { padBefore: reach - padBefore, padAfter: input + padBefore - output };
  return { input: output, output: input, kernel, stride, dilation, ...pad };
}

function correlateMirrored(op: ConvTranspose<CpuBuffer>, volume: Volume): void {
  const x = floats(op.x);
  const weight = floats(op.weight);
  const y = floats(op.y);
  const span = spanOf(volume);
  const offsets = tapOffsets(volume, span);
  const xCells = cells(op.geometry, 'output');
  const yCells = cells(op.geometry, 'input');
  const window = reserve(taps, offsets.length);
  for (let index = 0; index < op.batch * op.groups; index++) {
    const lastTap = ((index % op.groups) + 1) * offsets.length - 1;
    for (let tap = 0; tap < offsets.length; tap++) window[tap] = weight[lastTap - tap]!;
    const plane = padPlane(x, op.xOffset + index * xCells, volume, span, padded);
    correlate(plane, volume, span, window, offsets, 0, y, op.yOffset + index * yCells);
  }
}

/** Each row of x, scaled by the weight of a tap, onto the row that the tap reaches. */
function scatterRows({ batch, groups, geometry, ...op }: ConvTranspose<CpuBuffer>): void {
  const x = floats(op.x);
  const weight = floats(op.weight);
  const y = floats(op.y);
  const volume = asVolume(geometry);
  const { depth, height, width } = volume;
  const span = spanOf(volume);
  const offsets = tapOffsets(volume, span);
  const spanCells = span.depth * span.height * span.width;
  const yCells = cells(geometry, 'input');
  const plane = reserve(padded, spanCells);

  let read = op.xOffset;
  for (let index = 0; index < batch * groups; index++) {
    plane.fill(0, 0, spanCells);
    const firstTap = (index % groups) * offsets.length;
    for (let oz = 0; oz < depth.output; oz++) {
      for (let oy = 0; oy < height.output; oy++) {
        const row = (oz * depth.stride * span.height + oy * height.stride) * span.width;
        for (let tap = 0; tap < offsets.length; tap++) {
          addScaledRow(x, read, width.output, weight[firstTap + tap]!, plane, row + offsets[tap]!, width.stride);
        }
        read += width.output;
      }
    }
    cropPlane(plane, volume, span, y, op.yOffset + index * yCells);
  }
}

/** `plane[row + i * stride] += scale * x[from + i]` */
function addScaledRow(
  x: Float32Array,
  from: number,
  length: number,
  scale: number,
  plane: Float64Array,
  row: number,
  stride: number,
): void {
  let write = row;
  for (let i = 0; i < length; i++) {
    plane[write]! += scale * x[from + i]!;
    write = (write + stride) | 0;
  }
}
