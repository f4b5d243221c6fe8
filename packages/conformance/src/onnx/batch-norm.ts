import { add, affine, batchNorm, batchNormWithStatistics, type Tensor } from '@gemmule/core';
import { product } from '../harness/geometry.ts';
import type { ExpectedArray, NdArray } from '../reference/array.ts';
import { sumBound } from '../tolerance.ts';
import { type Mapper, outputNumbers } from './mapping.ts';
import { arrayOf, numberAttribute, type VectorCase } from './vector.ts';

type T = Tensor<number[]>;

/** Roundings between the input and the result: a mean and a variance of 40 elements, a root, a quotient and products. */
const ROUNDINGS = 120;

interface Settings {
  readonly epsilon: number;
  readonly momentum: number;
  readonly training: boolean;
}

/** The three outputs; the last two, the updated running statistics, exist in training mode only. */
function run({ epsilon, momentum, training }: Settings, output: number, tensors: readonly T[]): Tensor {
  const [x, weight, bias, mean, variance] = tensors as [T, T, T, T, T];
  if (!training) return batchNorm(x, { statistics: { mean, variance }, weight, bias, epsilon });
  const { output: normal, statistics } = batchNormWithStatistics(x, { weight, bias, epsilon });
  const blend = (old: T, now: T): Tensor => add(affine(old, momentum, 0), affine(now, 1 - momentum, 0) as Tensor);
  return [normal, blend(mean, statistics.mean), blend(variance, statistics.variance)][output]!;
}

function reference(
  { epsilon, momentum, training }: Settings,
  output: number,
  arrays: readonly NdArray[],
): ExpectedArray {
  const [x, scale, bias, runningMean, runningVar] = arrays as [NdArray, NdArray, NdArray, NdArray, NdArray];
  const [channels, area] = [x.shape[1]!, product(x.shape.slice(2))];
  const channelOf = (i: number): number => Math.floor(i / area) % channels;
  const average = (f: (value: number, channel: number) => number): number[] => {
    const sums = new Array<number>(channels).fill(0);
    for (let i = 0; i < x.data.length; i += 1) sums[channelOf(i)]! += f(x.data[i]!, channelOf(i));
    return sums.map((sum) => sum / (x.data.length / channels));
  };
  const centre = training ? average((value) => value) : Array.from(runningMean.data);
  const variance = training ? average((value, c) => (value - centre[c]!) ** 2) : Array.from(runningVar.data);
  if (output > 0) {
    const [old, now] = output === 1 ? [runningMean, centre] : [runningVar, variance];
    const size = output === 1 ? average(Math.abs) : average((value) => value * value);
    const values = Float64Array.from(now, (value, c) => momentum * old.data[c]! + (1 - momentum) * value);
    const bounds = values.map((_, c) => sumBound(ROUNDINGS, Math.abs(old.data[c]!) + size[c]!));
    return { shape: [channels], values, bounds };
  }
  const factor = (c: number): number => scale.data[c]! / Math.sqrt(variance[c]! + epsilon);
  const size = average(Math.abs);
  return {
    shape: x.shape,
    values: Float64Array.from(x.data, (value, i) => {
      const c = channelOf(i);
      return (value - centre[c]!) * factor(c) + bias.data[c]!;
    }),
    bounds: Float64Array.from(x.data, (value, i) => {
      const c = channelOf(i);
      const spread = Math.abs(value) + size[c]! + Math.abs(centre[c]!);
      return sumBound(ROUNDINGS, spread * Math.abs(factor(c)) + Math.abs(bias.data[c]!));
    }),
  };
}

/** Batch normalisation, and in training mode the running statistics, which here keep the variance of a population. */
export const mapBatchNormalization: Mapper = (vector: VectorCase) => {
  const settings: Settings = {
    epsilon: Math.fround(numberAttribute(vector, 'epsilon', 1e-5)),
    momentum: numberAttribute(vector, 'momentum', 0.9),
    training: numberAttribute(vector, 'training_mode', 0) === 1,
  };
  return vector.outputs.map((_, output) => ({
    example: {
      what: `${vector.name}, output ${output}`,
      inputs: vector.inputs.flatMap((input) => (input === null ? [] : [arrayOf(input)])),
      run: (...tensors) => run(settings, output, tensors),
      reference: (...arrays) => reference(settings, output, arrays),
    },
    wanted: outputNumbers(vector, output),
  }));
};
