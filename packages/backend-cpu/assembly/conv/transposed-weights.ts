import { at } from '../vector';
import { packRows } from '../gemm/pack';
import { slabSteps } from '../gemm/multiply';
import { tileRows } from '../gemm/tile';

/**
 * The weights by which one phase of a transposed convolution is a convolution, packed. Of each axis every `stride`-th tap
 * takes part, from `firstY` (`firstX`) on, `countY` (`countX`) of them; they run backwards, and inputs and outputs change
 * places. `weight` is `[inputs, outputs, kernelHeight, kernelWidth]`. A chunk packs a panel of outputs.
 */
@unmanaged
class TransposedWeightsJob {
  weight: usize;
  to: usize;
  inputs: i32;
  outputs: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  firstY: i32;
  firstX: i32;
  countY: i32;
  countX: i32;
}

export function transposedWeights(job: TransposedWeightsJob, scratch: usize, chunk: i32): void {
  const first = chunk * tileRows;
  const outputs = min(tileRows, job.outputs - first);
  const steps = job.inputs * job.countY * job.countX;
  for (let i = 0; i < outputs; i++) gatherRow(job, first + i, at(scratch, i * steps));
  const padded = ((job.outputs + tileRows - 1) / tileRows) * tileRows;
  for (let step = 0; step < steps; step += slabSteps) {
    const length = min(slabSteps, steps - step);
    packRows(at(scratch, step), steps, 1, outputs, length, at(job.to, step * padded + first * length), length);
  }
}

function gatherRow(job: TransposedWeightsJob, output: i32, to: usize): void {
  const taps = job.kernelHeight * job.kernelWidth;
  for (let input = 0; input < job.inputs; input++) {
    const kernel = at(job.weight, (input * job.outputs + output) * taps);
    for (let ky = job.countY - 1; ky >= 0; ky--) {
      const row = at(kernel, (job.firstY + ky * job.strideY) * job.kernelWidth + job.firstX);
      for (let kx = job.countX - 1; kx >= 0; kx--) {
        store<f32>(to, load<f32>(at(row, kx * job.strideX)));
        to += 4;
      }
    }
  }
}
