import { type Axis, type ConvDimensions, type ConvTranspose, type Geometry, isPointwise } from '@gemmule/core';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { floats } from '../cpu-buffer.ts';
import { address } from './address.ts';
import { workPerElement } from './chunks.ts';
import { runConv } from './conv.ts';
import { type PlaneAxes, planeAxes } from './conv-geometry.ts';
import type { WasmEngine } from './engine.ts';
import type { PackedWeights } from './packed-weights.ts';
import { roundUp } from './tile.ts';

/**
 * One of the `stride` phases of a transposed convolution along one axis: the cells `phase + i * stride` of y are a
 * convolution with stride 1 by every `stride`-th tap, backwards.
 */
interface Phase {
  readonly first: number;
  readonly firstTap: number;
  /** The convolution: its kernel counts the taps of this phase, which may be none. */
  readonly axis: Axis;
}

/** Whether the phases of a transposed convolution are convolutions: not where strides and dilation interleave. */
function hasPhases(geometry: Geometry): boolean {
  return planeAxes(geometry)?.every(({ stride, dilation }) => stride === 1 || dilation === 1) ?? false;
}

/** Up to this many channels of the result, the rows of a register tile would be half empty in each phase. */
const fewOutputs = 3;

/**
 * Whether the phases are the way to go. With few channels of the result it is better to multiply first, a row for each of
 * their taps, and to add up the columns then.
 */
export function takesPhases({ geometry, inChannels, groups }: ConvDimensions): boolean {
  return hasPhases(geometry) && (inChannels / groups > fewOutputs || isPointwise(geometry));
}

export function createConvTranspose(
  engine: WasmEngine,
  packedWeights: PackedWeights,
): (op: ConvTranspose<CpuBuffer>) => boolean {
  function pack(op: ConvTranspose<CpuBuffer>, axes: PlaneAxes, y: Phase, x: Phase): number {
    const { weight, groups } = op;
    const inputs = op.inChannels / groups;
    const outputs = op.outChannels / groups;
    const [height, width] = axes;
    const steps = inputs * y.axis.kernel * x.axis.kernel;
    const perGroup = roundUp(outputs, engine.tileRows) * steps;
    const shape = [groups, inputs, outputs, height.kernel, width.kernel];
    const phase = [height.stride, width.stride, y.firstTap, x.firstTap];
    const layout = `transposed ${shape.join(' ')} phase ${phase.join(' ')}`;
    return packedWeights.get(weight, layout, groups * perGroup, (to) => {
      for (let group = 0; group < groups; group++) {
        engine.run({
          kernel: 'transposedWeights',
          chunks: Math.ceil(outputs / engine.tileRows),
          work: outputs * steps * workPerElement,
          scratchBytes: engine.tileRows * steps * 4,
          integers: {
            weight: address(weight, group * inputs * outputs * height.kernel * width.kernel),
            to: to + group * perGroup * 4,
            inputs,
            outputs,
            kernelHeight: height.kernel,
            kernelWidth: width.kernel,
            strideY: height.stride,
            strideX: width.stride,
            firstY: y.firstTap,
            firstX: x.firstTap,
            countY: y.axis.kernel,
            countX: x.axis.kernel,
          },
        });
      }
    });
  }

  return (op) => {
    const axes = planeAxes(op.geometry);
    // In the convolution's terms its outputs are our inputs.
    const mayTake = op.columns === undefined || takesPhases({ ...op, inChannels: op.outChannels });
    if (axes === undefined || !hasPhases(op.geometry) || !mayTake) return false;
    const [height, width] = axes;
    const planePitch = height.input * width.input;
    const phases = phasesOf(height).flatMap((y) => phasesOf(width).map((x) => ({ y, x })));
    const empty = phases.some(({ y, x }) => y.axis.kernel * x.axis.kernel === 0);
    if (empty) floats(op.y).fill(0, op.yOffset, op.yOffset + op.batch * op.outChannels * planePitch);
    for (const { y, x } of phases) {
      if (y.axis.kernel * x.axis.kernel * y.axis.output * x.axis.output === 0) continue;
      runConv(engine, {
        axes: [y.axis, x.axis],
        batch: op.batch,
        groups: op.groups,
        inputs: op.inChannels / op.groups,
        outputs: op.outChannels / op.groups,
        x: address(op.x, op.xOffset),
        weights: pack(op, axes, y, x),
        bias: 0,
        y: address(op.y, op.yOffset + y.first * width.input + x.first),
        planePitch,
        rowPitch: width.input,
        scatterY: height.stride,
        scatterX: width.stride,
        activation: undefined,
      });
    }
    return true;
  };
}

/**
 * Cell `first + i * stride` of y gets, from tap `firstTap + j * stride`, cell `i + shift - j` of x; so that is a convolution
 * of x by the taps backwards, with `shift` cells of padding fewer than there are taps before the last.
 */
function phasesOf({ input, output, kernel, stride, dilation, padBefore }: Axis): Phase[] {
  return Array.from({ length: Math.min(stride, input) }, (_, first) => {
    const firstTap = stride === 1 ? 0 : (((first + padBefore) % stride) + stride) % stride;
    const shift = (first + padBefore - firstTap) / stride;
    const taps = Math.max(0, Math.ceil((kernel - firstTap) / stride));
    const axis: Axis = {
      input: output,
      output: Math.ceil((input - first) / stride),
      kernel: taps,
      stride: 1,
      dilation,
      padBefore: (taps - 1) * dilation - shift,
      padAfter: 0,
    };
    return { first, firstTap, axis };
  });
}
