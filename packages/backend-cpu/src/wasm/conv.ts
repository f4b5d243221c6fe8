import type { Activation, Conv } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { activationField } from './activation.ts';
import { address } from './address.ts';
import { bandBytes, columnsBytes, geometryFields, type PlaneAxes, planeAxes } from './conv-geometry.ts';
import type { WasmEngine } from './engine.ts';
import { chunkLength, partsOf, workPerElement } from './chunks.ts';
import type { PackedWeights } from './packed-weights.ts';
import { roundUp, slabSteps, tileColumns } from './tile.ts';

const pixelsPerChunk = 512;
/** Threads share out outputs rather than fewer pixels: each chunk reads all of its weights. */
const fewestPixels = 96;
/** Whole panels, of either register tile. */
const packRowsPerChunk = 96;

/** One convolution, with weights already packed. */
export interface ConvRun {
  readonly axes: PlaneAxes;
  readonly batch: number;
  readonly groups: number;
  /** Channels of a group. */
  readonly inputs: number;
  readonly outputs: number;
  /** Addresses; `bias` is 0 where there is none. */
  readonly x: number;
  readonly weights: number;
  readonly bias: number;
  readonly y: number;
  /** Elements of a plane and a row of y, and how many rows and columns its pixels lie apart. */
  readonly planePitch: number;
  readonly rowPitch: number;
  readonly scatterY: number;
  readonly scatterX: number;
  readonly activation: Activation | undefined;
}

/** Tells jobs apart. */
let serial = 0;

export function runConv(engine: WasmEngine, run: ConvRun): void {
  const { axes, batch, groups, inputs, outputs } = run;
  const [height, width] = axes;
  const steps = inputs * height.kernel * width.kernel;
  const positions = height.output * width.output;
  const work = outputs * positions * steps;
  const parts = partsOf(batch * groups * work, engine.threads) / (batch * groups);
  const pixels = chunkLength(
    positions,
    Math.min(pixelsPerChunk, Math.max(fewestPixels, positions / parts)),
    tileColumns,
  );
  const pixelChunks = Math.ceil(positions / pixels);
  const outputsPerChunk = chunkLength(outputs, Math.min(outputs, (outputs * pixelChunks) / parts), engine.tileRows);
  const outputChunks = Math.ceil(outputs / outputsPerChunk);
  // All columns are kept where there are other outputs to multiply them with.
  const stepsKept = outputChunks > 1 ? steps : Math.min(steps, slabSteps);
  const scattered = run.planePitch === positions ? 0 : outputsPerChunk * pixels * 4;
  engine.run({
    kernel: 'conv',
    chunks: batch * groups * pixelChunks * outputChunks,
    work: batch * groups * work,
    scratchBytes: columnsBytes(steps, stepsKept, pixels) + bandBytes(axes, inputs, pixels) + scattered,
    integers: {
      ...geometryFields(axes),
      x: run.x,
      weights: run.weights,
      bias: run.bias,
      y: run.y,
      groups,
      inputs,
      outputs,
      pixelsPerChunk: pixels,
      outputsPerChunk,
      weightsPerGroup: roundUp(outputs, engine.tileRows) * steps,
      planePitch: run.planePitch,
      rowPitch: run.rowPitch,
      scatterY: run.scatterY,
      scatterX: run.scatterX,
      serial: (serial = (serial + 1) | 0),
      activation: activationField(run.activation),
    },
  });
}

export function createConv(engine: WasmEngine, packedWeights: PackedWeights): (op: Conv<CpuBuffer>) => boolean {
  function pack(weight: CpuBuffer, groups: number, outputs: number, steps: number): number {
    const perGroup = roundUp(outputs, engine.tileRows) * steps;
    return packedWeights.get(weight, `conv ${groups} ${outputs} ${steps}`, groups * perGroup, (to) => {
      for (let group = 0; group < groups; group++) {
        engine.run({
          kernel: 'pack',
          chunks: Math.ceil(outputs / packRowsPerChunk),
          work: outputs * steps * workPerElement,
          scratchBytes: 0,
          integers: {
            a: address(weight, group * outputs * steps),
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
  }

  return ({ x, weight, bias, activation, y, batch, groups, inChannels, outChannels, geometry }) => {
    const axes = planeAxes(geometry);
    if (axes === undefined) return false;
    const [height, width] = axes;
    const inputs = inChannels / groups;
    const outputs = outChannels / groups;
    const planePitch = height.output * width.output;
    runConv(engine, {
      axes,
      batch,
      groups,
      inputs,
      outputs,
      x: address(x, 0),
      weights: pack(weight, groups, outputs, inputs * height.kernel * width.kernel),
      bias: bias === undefined ? 0 : address(bias, 0),
      y: address(y, 0),
      planePitch,
      rowPitch: width.output,
      scatterY: 1,
      scatterX: 1,
      activation,
    });
    return true;
  };
}
