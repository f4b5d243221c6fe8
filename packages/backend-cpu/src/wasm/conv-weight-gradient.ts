import type { ConvWeightGradient } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';
import { address } from './address.ts';
import { bandBytes, geometryFields, planeAxes } from './conv-geometry.ts';
import type { WasmEngine } from './engine.ts';
import { chunkLength, partsOf } from './chunks.ts';
import { runReduce } from './reduce.ts';
import { createReserve } from './reserve.ts';
import { roundUp, slabSteps, tileBytes, tileColumns } from './tile.ts';

/** Taps and outputs of a chunk: its packed pixels take 0.3 MB each. */
const tapsPerChunk = 288;
const outputsPerChunk = 258;
/** Each chunk packs its own columns, which is half the work with fewer outputs. */
const fewestOutputs = 30;
/**
 * Where taps and outputs make few chunks, the pixels are cut into parts, whose sums are added up afterwards: some chunks all
 * in all, of so many pixels at least. That depends on no number of threads, so all of them give the same bits.
 */
const chunksByParts = 8;
const fewestPixels = 288;

export function createConvWeightGradient(engine: WasmEngine): (op: ConvWeightGradient<CpuBuffer>) => boolean {
  const reservePartial = createReserve(engine.memory);

  return ({ x, dy, dWeight, batch, groups, inChannels, outChannels, geometry }) => {
    const axes = planeAxes(geometry);
    if (axes === undefined) return false;
    const [height, width] = axes;
    const inputs = inChannels / groups;
    const outputs = outChannels / groups;
    const kernel = height.kernel * width.kernel;
    if (batch * height.output * width.output === 0) {
      floats(dWeight).fill(0, 0, outChannels * inputs * kernel);
      return true;
    }
    // Whole panels of taps, where there are as many inputs.
    const inputsAtOnce = Math.min(inputs, chunkLength(inputs, Math.ceil(tapsPerChunk / kernel), tileColumns));
    const pixels = batch * height.output * width.output;
    const length = outChannels * inputs * kernel;
    const inputChunks = Math.ceil(inputs / inputsAtOnce);
    const chunks = groups * inputChunks * Math.ceil(outputs / outputsPerChunk);
    const pixelsPerPart = Math.ceil(pixels / Math.max(1, Math.min(chunksByParts / chunks, pixels / fewestPixels)));
    const parts = Math.ceil(pixels / pixelsPerPart);
    const sums = parts === 1 ? address(dWeight, 0) : reservePartial(parts * length * 4);
    const wanted = partsOf(length * pixels, engine.threads) / (groups * parts);
    const longest = Math.min(outputsPerChunk, Math.max(fewestOutputs, (outputs * inputChunks) / wanted));
    const outputsAtOnce = chunkLength(outputs, longest, engine.tileRows);
    const taps = inputsAtOnce * kernel;
    const packed = (roundUp(outputsAtOnce, engine.tileRows) + roundUp(taps, tileColumns)) * slabSteps * 4;
    const offsets = (taps + slabSteps + 2 * tileColumns) * 4 + 16;
    engine.run({
      kernel: 'convWeightGradient',
      work: length * pixels,
      chunks: groups * parts * inputChunks * Math.ceil(outputs / outputsAtOnce),
      scratchBytes: tileBytes + offsets + packed + bandBytes(axes, inputsAtOnce, slabSteps),
      integers: {
        ...geometryFields(axes),
        x: address(x, 0),
        dy: address(dy, 0),
        dWeight: sums,
        batch,
        groups,
        inputs,
        outputs,
        inputsPerChunk: inputsAtOnce,
        outputsPerChunk: outputsAtOnce,
        pixelsPerPart,
      },
    });
    if (parts > 1) runReduce(engine, 'sum', { x: sums, y: address(dWeight, 0), outer: 1, size: parts, inner: length });
    return true;
  };
}
