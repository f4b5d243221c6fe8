import {
  add,
  affine,
  type ChannelStatistics,
  detach,
  div,
  mul,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@gemmule/core';
import type { Across } from '../layer/pass.ts';

interface Options {
  readonly weight: Tensor<number[]> | undefined;
  readonly bias: Tensor<number[]> | undefined;
  readonly epsilon: number;
}

/**
 * Batch normalisation of x `[N, C, ...]` by the statistics of a batch of which x is this process's share, in two sums over all
 * processes (and two for the gradients): of the values, and of the squared deviations from their common mean.
 *
 * @param count values per channel, in all processes
 */
export function batchNormAcross(
  x: Tensor<number[]>,
  { weight, bias, epsilon }: Options,
  { sum: sumAcross, ownSamples }: Across,
  count: number,
): { output: Tensor<number[]>; statistics: ChannelStatistics } {
  const [, channels] = x.shape as readonly [number, number];
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const column = x.shape.map((_, axis) => (axis === 1 ? channels : 1));
  // Samples that stand in where a process has none of its own count for nothing.
  const share = ownSamples === 0 ? 0 : 1 / count;
  const mean = (values: Tensor<number[]>): Tensor<number[]> =>
    sumAcross(affine(sum(values, { axis: axes, keepDims: true }), share, 0));
  const center = mean(x);
  const deviations = sub(x, center);
  const variance = mean(square(deviations));
  const normal = div(deviations, sqrt(affine(variance, 1, epsilon)));
  const scaled = weight === undefined ? normal : mul(normal, reshape(weight, column));
  const output = bias === undefined ? scaled : add(scaled, reshape(bias, column));
  const perChannel = (value: Tensor<number[]>): Tensor<number[]> => reshape(detach(value), [channels]);
  return { output, statistics: { mean: perChannel(center), variance: perChannel(variance) } };
}
