import { at, roundUp } from '../vector';
import { tileRows } from '../gemm/tile';
import { frequencies, weightPass } from './transforms';

/**
 * Weights of 3x3 kernels, transformed and packed: for each frequency panels `[inputs, tileRows]` of the outputs, missing ones as 0.
 * Weight (output, input, tap) is read at `weight + output * outputStride + input * inputStride + tap * tapStride`, so that
 * the same kernel serves the transposed convolution, whose taps run backwards. A chunk does one panel.
 */
@unmanaged
class WinogradWeightsJob {
  weight: usize;
  to: usize;
  outputs: i32;
  inputs: i32;
  outputStride: i32;
  inputStride: i32;
  tapStride: i32;
}

const taps: i32 = 9;

export function winogradWeights(job: WinogradWeightsJob, scratch: usize, chunk: i32): void {
  const first = chunk * tileRows;
  const outputs = min(tileRows, job.outputs - first);
  const frequencyBytes = at(0, roundUp(job.outputs, tileRows) * job.inputs);
  const half = scratch + taps * 16;
  const result = half + 18 * 16;
  for (let input = 0; input < job.inputs; input++) {
    const from = at(job.weight, first * job.outputStride + input * job.inputStride);
    const to = at(job.to, first * job.inputs + input * tileRows);
    transform(job, from, outputs, scratch, half, result);
    for (let f: usize = 0; f < <usize>frequencies; f++) {
      v128.store(to + f * frequencyBytes, v128.load(result + f * 16));
    }
    if (tileRows == 4) continue;
    transform(job, at(from, 4 * job.outputStride), outputs - 4, scratch, half, result);
    for (let f: usize = 0; f < <usize>frequencies; f++) {
      v128.store64_lane(to + f * frequencyBytes, v128.load(result + f * 16), 0, 16);
    }
  }
}

/** `G g G'` of up to four outputs, the others as 0, into `result` `[36, 4]`. */
function transform(
  job: WinogradWeightsJob,
  from: usize,
  outputs: i32,
  gathered: usize,
  half: usize,
  result: usize,
): void {
  for (let tap = 0; tap < taps; tap++) {
    const to = gathered + <usize>tap * 16;
    for (let lane = 0; lane < 4; lane++) {
      const weight = lane < outputs ? load<f32>(at(from, lane * job.outputStride + tap * job.tapStride)) : <f32>0;
      store<f32>(at(to, lane), weight);
    }
  }
  for (let column: usize = 0; column < 3; column++) weightPass(gathered + column * 16, 48, half + column * 16, 48);
  for (let row: usize = 0; row < 6; row++) weightPass(half + row * 48, 16, result + row * 96, 16);
}
