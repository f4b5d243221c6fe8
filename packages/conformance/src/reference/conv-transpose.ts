import { inputCells, kernelCells, threeAxes } from '../harness/geometry.ts';
import type { Sums } from '../tolerance.ts';
import type { ConvOperands } from './conv.ts';

/**
 * Transposed convolution by gathering: the output cell `i` sums `x[p] * weight[k]` over all `p`, `k` with
 * `p * stride - padBefore + k * dilation = i`. `x` is `[batch, inChannels, ...output]` and `weight`
 * `[inChannels, outChannels / groups, ...kernel]`, as in the contract. Written without the convolution's reference on
 * purpose: the adjoint identity between the two would prove nothing if one were made of the other.
 */
export function convTranspose(operands: ConvOperands): Sums {
  const { x, weight, bias, batch, inChannels, outChannels, groups, geometry } = operands;
  const [d, h, w] = threeAxes(geometry);
  const inGroup = inChannels / groups;
  const outGroup = outChannels / groups;
  const cells = inputCells(geometry);
  const values = new Float64Array(batch * outChannels * cells);
  const magnitudes = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const cell = at % cells;
    const channel = Math.floor(at / cells) % outChannels;
    const n = Math.floor(at / cells / outChannels);
    const group = Math.floor(channel / outGroup);
    const iw = cell % w.input;
    const ih = Math.floor(cell / w.input) % h.input;
    const id = Math.floor(cell / w.input / h.input);
    let value = 0;
    let magnitude = 0;
    for (let kd = 0; kd < d.kernel; kd += 1) {
      const od = sourceOf(id + d.padBefore - kd * d.dilation, d.stride, d.output);
      if (od < 0) continue;
      for (let kh = 0; kh < h.kernel; kh += 1) {
        const oh = sourceOf(ih + h.padBefore - kh * h.dilation, h.stride, h.output);
        if (oh < 0) continue;
        for (let kw = 0; kw < w.kernel; kw += 1) {
          const ow = sourceOf(iw + w.padBefore - kw * w.dilation, w.stride, w.output);
          if (ow < 0) continue;
          for (let c = group * inGroup; c < (group + 1) * inGroup; c += 1) {
            const xAt = (((n * inChannels + c) * d.output + od) * h.output + oh) * w.output + ow;
            const filter = c * outGroup + (channel % outGroup);
            const weightAt = ((filter * d.kernel + kd) * h.kernel + kh) * w.kernel + kw;
            const term = x[xAt]! * weight[weightAt]!;
            value += term;
            magnitude += Math.abs(term);
          }
        }
      }
    }
    if (bias !== undefined) {
      value += bias[channel]!;
      magnitude += Math.abs(bias[channel]!);
    }
    values[at] = value;
    magnitudes[at] = magnitude;
  }
  return { values, magnitudes, terms: inGroup * kernelCells(geometry) + (bias === undefined ? 0 : 1) };
}

/** The position `p` with `p * stride = distance`, or -1 where there is none. */
function sourceOf(distance: number, stride: number, output: number): number {
  if (distance < 0 || distance % stride !== 0) return -1;
  const position = distance / stride;
  return position < output ? position : -1;
}
