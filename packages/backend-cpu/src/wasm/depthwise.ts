import type { Axis, Conv, ConvDimensions, ConvTranspose, ConvWeightGradient } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { activationField } from './activation.ts';
import { address } from './address.ts';
import { geometryFields, planeAxes } from './conv-geometry.ts';
import type { WasmEngine } from './engine.ts';
import { roundUp } from './tile.ts';

/** Padded rows that are worked on at a time: half of a first-level cache. */
const bandBytes = 16 * 1024;
/** Products in a chunk: about 100 microseconds. */
const productsPerChunk = 2 ** 20;
/** As in assembly/depthwise/tap-products.ts. */
const groupTaps = 9;

/**
 * Products of convolutions of one or two axes in which every group has a single channel on the side of the images. They
 * return false, and touch nothing, where it is another convolution.
 */
export interface Depthwise {
  fits(dimensions: ConvDimensions): boolean;
  conv(op: Conv<CpuBuffer>): boolean;
  convTranspose(op: ConvTranspose<CpuBuffer>): boolean;
  convWeightGradient(op: ConvWeightGradient<CpuBuffer>): boolean;
}

export function createDepthwise(engine: WasmEngine): Depthwise {
  return {
    fits: ({ inChannels, groups, geometry }) => inChannels === groups && planeAxes(geometry) !== undefined,
    conv: (op) => conv(engine, op),
    convTranspose: (op) => convTranspose(engine, op),
    convWeightGradient: (op) => convWeightGradient(engine, op),
  };
}

function conv(engine: WasmEngine, op: Conv<CpuBuffer>): boolean {
  const axes = planeAxes(op.geometry);
  if (axes === undefined || op.inChannels !== op.groups) return false;
  const [height, width] = axes;
  const multiplier = op.outChannels / op.inChannels;
  const planes = op.batch * op.inChannels;
  const band = bandOf(height, width);
  const bandsPerChunk = perChunk(band.rows * width.output * tapsOf(axes) * multiplier);
  engine.run({
    kernel: 'depthwiseConv',
    work: planes * height.output * width.output * tapsOf(axes) * multiplier,
    chunks: Math.ceil((planes * Math.ceil(height.output / band.rows)) / bandsPerChunk),
    scratchBytes: words(tapsOf(axes)) + band.bytes,
    integers: {
      ...geometryFields(axes),
      x: address(op.x, 0),
      weights: address(op.weight, 0),
      bias: op.bias === undefined ? 0 : address(op.bias, 0),
      y: address(op.y, 0),
      planes,
      channels: op.inChannels,
      multiplier,
      bandRows: band.rows,
      bandsPerChunk,
      phasePitch: band.phasePitch,
      activation: activationField(op.activation),
    },
  });
  return true;
}

function convTranspose(engine: WasmEngine, op: ConvTranspose<CpuBuffer>): boolean {
  const axes = planeAxes(op.geometry);
  if (axes === undefined || op.outChannels !== op.groups) return false;
  const [height, width] = axes;
  const multiplier = op.inChannels / op.outChannels;
  const planes = op.batch * op.outChannels;
  const taps = multiplier * tapsOf(axes);
  const rows = stepsOf(height);
  const columns = stepsOf(width);
  const pitch = oddVectors(columns.count + columns.reach);
  const bandRows = evenParts(rows.count, Math.max(8, fittingRows(pitch * multiplier) - rows.reach));
  const bandHeight = bandRows + rows.reach;
  const bandsPerChunk = perChunk(bandRows * columns.count * taps);
  const phases = height.stride * width.stride;
  const columnWords = width.stride === 1 ? 0 : width.stride * bandRows * roundUp(columns.count, 4);
  engine.run({
    kernel: 'depthwiseConvTranspose',
    work: planes * rows.count * columns.count * taps,
    chunks: Math.ceil((planes * Math.ceil(rows.count / bandRows)) / bandsPerChunk),
    scratchBytes:
      3 * words(taps) + words(phases + 1) + words(columnWords) + words(multiplier * bandHeight * pitch + spareWords),
    integers: {
      ...geometryFields(axes),
      x: address(op.x, op.xOffset),
      weights: address(op.weight, 0),
      y: address(op.y, op.yOffset),
      planes,
      channels: op.outChannels,
      multiplier,
      bandRows,
      bandsPerChunk,
      pitch,
      bandHeight,
      firstStepY: rows.first,
      firstStepX: columns.first,
      stepsY: rows.count,
      stepsX: columns.count,
    },
  });
  return true;
}

function convWeightGradient(engine: WasmEngine, op: ConvWeightGradient<CpuBuffer>): boolean {
  const axes = planeAxes(op.geometry);
  if (axes === undefined || op.inChannels !== op.groups) return false;
  const [height, width] = axes;
  const multiplier = op.outChannels / op.inChannels;
  const taps = roundUp(tapsOf(axes), groupTaps);
  const band = bandOf(height, width);
  const channelsPerChunk = perChunk(op.batch * height.output * width.output * taps * multiplier);
  engine.run({
    kernel: 'depthwiseConvWeightGradient',
    work: op.batch * op.inChannels * height.output * width.output * taps * multiplier,
    chunks: Math.ceil(op.inChannels / channelsPerChunk),
    // For each sum four lanes, and a float64 total.
    scratchBytes: words(taps) + multiplier * taps * 16 + words(roundUp(multiplier * taps, 2) * 2) + band.bytes,
    integers: {
      ...geometryFields(axes),
      x: address(op.x, 0),
      dy: address(op.dy, 0),
      dWeights: address(op.dWeight, 0),
      batch: op.batch,
      channels: op.inChannels,
      multiplier,
      bandRows: band.rows,
      channelsPerChunk,
      phasePitch: band.phasePitch,
    },
  });
  return true;
}

interface Band {
  /** Rows of outputs. */
  readonly rows: number;
  readonly phasePitch: number;
  /** Of the padded rows that they see. */
  readonly bytes: number;
}

function bandOf(height: Axis, width: Axis): Band {
  const phasePitch = oddVectors(Math.ceil(spanOf(width, width.output) / width.stride));
  const pitch = phasePitch * width.stride;
  const fitting = Math.floor((fittingRows(pitch) - spanOf(height, 1)) / height.stride) + 1;
  const rows = evenParts(height.output, Math.max(8, fitting));
  return { rows, phasePitch, bytes: words(spanOf(height, rows) * pitch + spareWords) };
}

/** Cells of the input from the first to the last that `outputs` positions see. */
function spanOf({ kernel, stride, dilation }: Axis, outputs: number): number {
  return (outputs - 1) * stride + (kernel - 1) * dilation + 1;
}

/** Steps of `stride` cells over the input of a transposed convolution, and how many cells its taps reach back from one. */
function stepsOf({ input, kernel, stride, dilation, padBefore }: Axis): Record<'first' | 'count' | 'reach', number> {
  const first = Math.floor(padBefore / stride);
  const count = Math.ceil((padBefore + input) / stride) - first;
  return { first, count, reach: Math.floor(((kernel - 1) * dilation) / stride) };
}

const tapsOf = ([height, width]: readonly [Axis, Axis]): number => height.kernel * width.kernel;

const perChunk = (products: number): number => Math.ceil(productsPerChunk / Math.max(1, products));

const fittingRows = (pitch: number): number => Math.floor(bandBytes / 4 / pitch);

/** Length of the parts when a length is cut into as few as `longest` allows, all about equal, in fours where it is cut. */
function evenParts(length: number, longest: number): number {
  const parts = Math.ceil(length / longest);
  return parts <= 1 ? length : roundUp(Math.ceil(length / parts), 4);
}

/** An odd number of vectors: rows of a power of two would all fall on the same few lines of the cache. */
function oddVectors(length: number): number {
  const vectors = Math.ceil(length / 4);
  return (vectors + 1 - (vectors % 2)) * 4;
}

/** Behind padded rows: they are written and read whole vectors at a time. */
const spareWords = 16;

/** Bytes of numbers of 4 bytes, whole vectors of them. */
function words(count: number): number {
  return roundUp(count, 4) * 4;
}
