import type { Axis, Conv, Geometry } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { address } from './address.ts';
import type { WasmEngine } from './engine.ts';
import { chunkLength } from './gemm.ts';
import type { PackedWeights } from './packed-weights.ts';
import { packedColumnsBytes, packedRowsLength, tileColumns, tileRows } from './tile.ts';

const pixelsPerChunk = 512;
const packRowsPerChunk = 16 * tileRows;

export function createConv(engine: WasmEngine, packedWeights: PackedWeights): (op: Conv<CpuBuffer>) => boolean {
  return (op) => {
    const axes = planeAxes(op.geometry);
    if (axes === undefined) return false;
    const [height, width] = axes;
    const { batch, groups } = op;
    const inputs = op.inChannels / groups;
    const outputs = op.outChannels / groups;
    const steps = inputs * height.kernel * width.kernel;
    const perGroup = packedRowsLength(outputs, steps);
    const weights = packedWeights.get(op.weight, `conv ${groups}`, groups * perGroup, (to) => {
      for (let group = 0; group < groups; group++) {
        engine.run({
          kernel: 'pack',
          chunks: Math.ceil(outputs / packRowsPerChunk),
          scratchBytes: 0,
          integers: {
            a: address(op.weight, group * outputs * steps),
            to: to + group * perGroup * 4,
            rowStride: steps,
            stepStride: 1,
            rows: outputs,
            steps,
            rowsPerChunk: packRowsPerChunk,
          },
          floats: { alpha: 1 },
        });
      }
    });
    const positions = height.output * width.output;
    const pixels = chunkLength(positions, pixelsPerChunk, tileColumns);
    engine.run({
      kernel: 'conv',
      chunks: batch * groups * Math.ceil(positions / pixels),
      scratchBytes: scratchBytes(height, width, inputs, steps, pixels),
      integers: {
        x: address(op.x, 0),
        weights,
        bias: op.bias === undefined ? 0 : address(op.bias, 0),
        y: address(op.y, 0),
        groups,
        inputs,
        outputs,
        height: height.input,
        width: width.input,
        outHeight: height.output,
        outWidth: width.output,
        kernelHeight: height.kernel,
        kernelWidth: width.kernel,
        strideY: height.stride,
        strideX: width.stride,
        dilationY: height.dilation,
        dilationX: width.dilation,
        padTop: height.padBefore,
        padLeft: width.padBefore,
        pixelsPerChunk: pixels,
        weightsPerGroup: perGroup,
      },
    });
    return true;
  };
}

const line: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** The two axes of a geometry with one or two; undefined with more. */
export function planeAxes([first, second, third]: Geometry): readonly [Axis, Axis] | undefined {
  if (first === undefined || third !== undefined) return undefined;
  return second === undefined ? [line, first] : [first, second];
}

/** What `locate` and the packed columns take up behind one another. */
function scratchBytes(height: Axis, width: Axis, inputs: number, steps: number, pixels: number): number {
  const rows = Math.min(height.output, Math.ceil((pixels - 1) / width.output) + 1);
  const columns = rows === 1 ? pixels : width.output;
  const bandHeight = (rows - 1) * height.stride + (height.kernel - 1) * height.dilation + 1;
  const bandWidth = (columns - 1) * width.stride + (width.kernel - 1) * width.dilation + 1;
  const offsets = (steps + pixels + tileColumns) * 4 + 16;
  return offsets + packedColumnsBytes(pixels, steps) + inputs * bandHeight * bandWidth * 4 + 64;
}
