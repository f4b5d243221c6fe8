import type { Activation, Axis, Conv, ConvDimensions, ConvProduct, ConvTranspose } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { mirror } from '../typescript/winograd/fits.ts';
import { activationField } from './activation.ts';
import { address } from './address.ts';
import type { WasmEngine } from './engine.ts';
import { chunkLength, partsOf } from './chunks.ts';
import type { PackedWeights } from './packed-weights.ts';
import { roundUp, tileBytes, tileColumns } from './tile.ts';

const outputTile = 4;
const inputTile = 6;
const frequencies = 36;
const skewBytes = 64;
const halfBytes = frequencies * 16;
const blockBytes = 16;
const weightScratchBytes = (9 + 18 + 36) * 16;

/** Bytes of transformed tiles, and of products, that share the second-level cache. */
const transformedBudget = 768 * 1024;
const productsBudget = 128 * 1024;

/**
 * Magnitudes between which a transform in float32 neither overflows nor underflows, with room for the sum over the channels.
 * Elsewhere, and where an element is NaN or infinite, the definition is computed.
 */
const smallest = 2 ** -40;
const largest = 2 ** 40;

interface Operands {
  readonly x: number;
  readonly y: number;
  readonly bias: number;
  readonly activation: Activation | undefined;
  readonly weight: CpuBuffer;
  readonly layout: string;
  /** Elements to the weight of group 0, output 0, input 0, tap (0, 0), and from there to the others. */
  readonly weightFrom: number;
  readonly outputStride: number;
  readonly inputStride: number;
  readonly tapStride: number;
}

export interface Winograd {
  /** @returns false, with nothing done, where the numbers do not suit the method */
  conv(op: Conv<CpuBuffer>): boolean;
  convTranspose(op: ConvTranspose<CpuBuffer>): boolean;
}

export function createWinograd(engine: WasmEngine, packedWeights: PackedWeights): Winograd {
  const weightsFit = new WeakMap<CpuBuffer, boolean>();

  function pack({ weight, layout, ...at }: Operands, groups: number, inputs: number, outputs: number): number {
    const perGroup = frequencies * roundUp(outputs, engine.tileRows) * inputs;
    return packedWeights.get(weight, layout, groups * perGroup, (to) => {
      const length = groups * outputs * inputs * 9;
      weightsFit.set(weight, suits(engine.magnitude(address(weight, 0), length)));
      for (let group = 0; group < groups; group++) {
        engine.run({
          kernel: 'winogradWeights',
          chunks: Math.ceil(outputs / engine.tileRows),
          work: outputs * inputs * 4 * frequencies,
          scratchBytes: weightScratchBytes,
          integers: {
            weight: address(weight, group * outputs * inputs * 9 + at.weightFrom),
            to: to + group * perGroup * 4,
            outputs,
            inputs,
            outputStride: at.outputStride,
            inputStride: at.inputStride,
            tapStride: at.tapStride,
          },
        });
      }
    });
  }

  function run(operands: Operands, { batch, groups, geometry, ...channels }: ConvDimensions): boolean {
    const [height, width] = geometry as readonly [Axis, Axis];
    const inputs = channels.inChannels / groups;
    const outputs = channels.outChannels / groups;
    if (!suits(engine.magnitude(operands.x, batch * channels.inChannels * height.input * width.input))) return false;
    const weights = pack(operands, groups, inputs, outputs);
    if (weightsFit.get(operands.weight) !== true) return false;
    const columns = Math.ceil(width.output / outputTile);
    const tiles = batch * columns * Math.ceil(height.output / outputTile);
    const work = outputs * inputs * tiles * frequencies;
    const fitting = transformedBudget / (4 * frequencies * inputs);
    const parts = partsOf(work, engine.threads);
    const tilesPerChunk = chunkLength(tiles, Math.min(fitting, tiles / parts), tileColumns);
    const outputsAtOnce = chunkLength(outputs, productsBudget / (4 * frequencies * tilesPerChunk), engine.tileRows);
    engine.run({
      kernel: 'winogradConv',
      work: groups * work,
      chunks: groups * Math.ceil(tiles / tilesPerChunk),
      scratchBytes: scratchBytes(tilesPerChunk, inputs, outputsAtOnce, columns),
      integers: {
        x: operands.x,
        weights,
        bias: operands.bias,
        y: operands.y,
        batch,
        groups,
        inputs,
        outputs,
        height: height.input,
        width: width.input,
        outHeight: height.output,
        outWidth: width.output,
        padTop: height.padBefore,
        padLeft: width.padBefore,
        tilesPerChunk,
        outputsAtOnce,
        activation: activationField(operands.activation),
      },
    });
    return true;
  }

  return {
    conv(op) {
      if (!winogradPays('forward', op)) return false;
      const inputs = op.inChannels / op.groups;
      const operands = {
        x: address(op.x, 0),
        y: address(op.y, 0),
        bias: op.bias === undefined ? 0 : address(op.bias, 0),
        activation: op.activation,
        weight: op.weight,
        layout: `winograd ${op.groups} ${op.inChannels} ${op.outChannels}`,
        weightFrom: 0,
        outputStride: inputs * 9,
        inputStride: 9,
        tapStride: 1,
      };
      return run(operands, op);
    },
    convTranspose(op) {
      if (!winogradPays('transposed', op)) return false;
      const operands = {
        x: address(op.x, op.xOffset),
        y: address(op.y, op.yOffset),
        bias: 0,
        activation: undefined,
        weight: op.weight,
        layout: `transposed winograd ${op.groups} ${op.inChannels} ${op.outChannels}`,
        weightFrom: 8,
        outputStride: 9,
        inputStride: (op.outChannels / op.groups) * 9,
        tapStride: -1,
      };
      return run(operands, { ...op, geometry: mirror(op.geometry) });
    },
  };
}

/** Whether Winograd's method is the fastest for a product of a convolution. */
export function winogradPays(
  product: ConvProduct,
  { inChannels, outChannels, groups, batch, geometry }: ConvDimensions,
): boolean {
  const [height, width, third] = product === 'transposed' ? mirror(geometry) : geometry;
  if (height === undefined || width === undefined || third !== undefined || product === 'weight') return false;
  if (![height, width].every(({ kernel, stride, dilation }) => kernel === 3 && stride === 1 && dilation === 1))
    return false;
  if (Math.min(inChannels, outChannels) / groups < 16) return false;
  const tiles = Math.ceil(height.output / outputTile) * Math.ceil(width.output / outputTile);
  // Products of 36 matrices against 9 for each output; and enough tiles to read the transformed weights for.
  return batch * tiles >= 12 && frequencies * tiles < 4.5 * height.output * width.output;
}

function suits(magnitude: number): boolean {
  return magnitude === 0 || (magnitude >= smallest && magnitude <= largest);
}

/** The regions of `winogradConv` behind one another. */
function scratchBytes(tiles: number, inputs: number, outputs: number, columns: number): number {
  const transformed = frequencies * (tiles * inputs * 4 + skewBytes);
  const products = frequencies * (tiles * outputs * 4 + skewBytes);
  const band = inputTile * (roundUp(columns, 4) * outputTile + 4) * 4;
  return tileBytes + 2 * halfBytes + transformed + products + tiles * blockBytes + band + 64;
}
