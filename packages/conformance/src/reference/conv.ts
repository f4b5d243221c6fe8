import type { Activation, Geometry } from '@gemmule/core';
import { inputCells, kernelCells, outputCells, threeAxes } from '../harness/geometry.ts';
import type { Sums } from '../tolerance.ts';
import { unary } from './unary.ts';

/** The numbers of a convolution, shapes as in the contract's `Conv`. */
export interface ConvSizes {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly geometry: Geometry;
}

export interface ConvOperands extends ConvSizes {
  readonly x: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly bias?: ArrayLike<number> | undefined;
  readonly activation?: Activation | undefined;
}

/**
 * Visits every product of the convolution `y[n, o, p] = sum over c, k of weight[o, c, k] * x[n, c, p * stride - padBefore
 * + k * dilation]`, straight from that definition: for each output position, each tap that lies inside the input.
 * A convolution and both of its gradients are sums over these same triples, differing in which index is summed into.
 */
export function visitConv(sizes: ConvSizes, visit: (x: number, weight: number, y: number) => void): void {
  const { batch, inChannels, outChannels, groups, geometry } = sizes;
  const [d, h, w] = threeAxes(geometry);
  const inGroup = inChannels / groups;
  const outGroup = outChannels / groups;
  let y = 0;
  for (let n = 0; n < batch; n += 1) {
    for (let o = 0; o < outChannels; o += 1) {
      const firstChannel = Math.floor(o / outGroup) * inGroup;
      for (let od = 0; od < d.output; od += 1) {
        for (let oh = 0; oh < h.output; oh += 1) {
          for (let ow = 0; ow < w.output; ow += 1) {
            for (let c = 0; c < inGroup; c += 1) {
              const plane = n * inChannels + firstChannel + c;
              for (let kd = 0; kd < d.kernel; kd += 1) {
                const id = od * d.stride - d.padBefore + kd * d.dilation;
                if (id < 0 || id >= d.input) continue;
                for (let kh = 0; kh < h.kernel; kh += 1) {
                  const ih = oh * h.stride - h.padBefore + kh * h.dilation;
                  if (ih < 0 || ih >= h.input) continue;
                  for (let kw = 0; kw < w.kernel; kw += 1) {
                    const iw = ow * w.stride - w.padBefore + kw * w.dilation;
                    if (iw < 0 || iw >= w.input) continue;
                    visit(
                      ((plane * d.input + id) * h.input + ih) * w.input + iw,
                      (((o * inGroup + c) * d.kernel + kd) * h.kernel + kh) * w.kernel + kw,
                      y,
                    );
                  }
                }
              }
            }
            y += 1;
          }
        }
      }
    }
  }
}

/**
 * The convolution, plus its bias and through its activation where there are such. No activation is steeper than 1, so the
 * magnitudes bound the error of its result as well.
 */
export function conv(operands: ConvOperands): Sums {
  const { x, weight, bias, activation, batch, inChannels, outChannels, groups, geometry } = operands;
  const cells = outputCells(geometry);
  const values = new Float64Array(batch * outChannels * cells);
  const magnitudes = new Float64Array(values.length);
  visitConv(operands, (xAt, weightAt, yAt) => {
    const term = x[xAt]! * weight[weightAt]!;
    values[yAt]! += term;
    magnitudes[yAt]! += Math.abs(term);
  });
  if (bias !== undefined) {
    for (let i = 0; i < values.length; i += 1) {
      const term = bias[Math.floor(i / cells) % outChannels]!;
      values[i]! += term;
      magnitudes[i]! += Math.abs(term);
    }
  }
  const terms = (inChannels / groups) * kernelCells(geometry) + (bias === undefined ? 0 : 1);
  return { values: activation === undefined ? values : unary(activation, values).values, magnitudes, terms };
}

/** Gradient by the weight: every product's `dy[y] * x[x]` goes to its weight. */
export function convWeightGradient(operands: ConvSizes & { x: ArrayLike<number>; dy: ArrayLike<number> }): Sums {
  const { x, dy, batch, inChannels, outChannels, groups, geometry } = operands;
  const values = new Float64Array(outChannels * (inChannels / groups) * kernelCells(geometry));
  const magnitudes = new Float64Array(values.length);
  visitConv(operands, (xAt, weightAt, yAt) => {
    const term = x[xAt]! * dy[yAt]!;
    values[weightAt]! += term;
    magnitudes[weightAt]! += Math.abs(term);
  });
  return { values, magnitudes, terms: batch * outputCells(geometry) };
}

/** Gradient by the input, `dy` being shaped like the convolution's output. */
export function convInputGradient(operands: ConvSizes & { weight: ArrayLike<number>; dy: ArrayLike<number> }): Sums {
  const { weight, dy, batch, inChannels, outChannels, groups, geometry } = operands;
  const values = new Float64Array(batch * inChannels * inputCells(geometry));
  const magnitudes = new Float64Array(values.length);
  visitConv(operands, (xAt, weightAt, yAt) => {
    const term = weight[weightAt]! * dy[yAt]!;
    values[xAt]! += term;
    magnitudes[xAt]! += Math.abs(term);
  });
  return { values, magnitudes, terms: (outChannels / groups) * kernelCells(geometry) };
}
