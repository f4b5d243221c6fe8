import { sumBound, UNIT_ROUNDOFF } from '../tolerance.ts';
import { at, type ExpectedArray, indexOf, type NdArray } from './array.ts';
import { denseStrides } from './binary.ts';

/** A normalisation: who is normalised together, and which weight and bias an element gets, each told by a key. */
export interface Normalization {
  readonly groupOf: (index: readonly number[]) => string;
  /** The index into weight and bias. */
  readonly operandOf: (index: readonly number[]) => readonly number[];
  readonly epsilon: number;
}

export interface Moments {
  readonly mean: number;
  /** Of a population: divided by the count. */
  readonly variance: number;
  /** Mean of `|x|`, and of `|x - mean|`. */
  readonly size: number;
  readonly spread: number;
  readonly count: number;
}

/** Mean and variance of each group, from their definitions. */
export function momentsOf(x: NdArray, groupOf: Normalization['groupOf']): Map<string, Moments> {
  const members = new Map<string, number[]>();
  forEachElement(x, (value, index) => {
    const key = groupOf(index);
    const group = members.get(key) ?? [];
    group.push(value);
    members.set(key, group);
  });
  const average = (values: number[], f: (value: number) => number): number =>
    values.reduce((sum, value) => sum + f(value), 0) / values.length;
  return new Map(
    Array.from(members, ([key, values]) => {
      const mean = average(values, (value) => value);
      const variance = average(values, (value) => (value - mean) ** 2);
      const spread = average(values, (value) => Math.abs(value - mean));
      return [key, { mean, variance, size: average(values, Math.abs), spread, count: values.length }];
    }),
  );
}

/**
 * `(x - mean) / sqrt(variance + epsilon) * weight + bias` by the moments of each group.
 *
 * The bound is that of deviations: each is off by roundings of its own size and by those of a sum of deviations. The mean
 * itself must not count, however large; only what the first, uncorrected one may be off by is a deviation more. The same
 * errors, and those of a sum of squares, are in the variance.
 */
export function normalize(
  { groupOf, operandOf, epsilon }: Normalization,
  x: NdArray,
  weight?: NdArray,
  bias?: NdArray,
): ExpectedArray {
  const moments = momentsOf(x, groupOf);
  const [values, bounds]: [number[], number[]] = [[], []];
  forEachElement(x, (value, index) => {
    const { mean, variance, size, spread, count } = moments.get(groupOf(index))!;
    const factor = (weight === undefined ? 1 : at(weight, operandOf(index))) / Math.sqrt(variance + epsilon);
    const shift = bias === undefined ? 0 : at(bias, operandOf(index));
    values.push((value - mean) * factor + shift);
    const reach = Math.abs(value - mean) + spread + count * UNIT_ROUNDOFF * size;
    bounds.push(sumBound(2 * count + 24, reach * Math.abs(factor) + Math.abs(shift)));
  });
  return { shape: x.shape, values: Float64Array.from(values), bounds: Float64Array.from(bounds) };
}

/** The same of `[N, C, ...]` by given moments `[C]`: a factor and a summand, which may cancel where the mean is large. */
export function normalizeBy(
  epsilon: number,
  x: NdArray,
  mean: NdArray,
  variance: NdArray,
  weight?: NdArray,
  bias?: NdArray,
): ExpectedArray {
  const [values, bounds]: [number[], number[]] = [[], []];
  forEachElement(x, (value, [, channel]) => {
    const of = (operand: NdArray | undefined, otherwise: number): number => operand?.data[channel!] ?? otherwise;
    const factor = of(weight, 1) / Math.sqrt(of(variance, 1) + epsilon);
    values.push((value - of(mean, 0)) * factor + of(bias, 0));
    bounds.push(sumBound(16, (Math.abs(value) + Math.abs(of(mean, 0))) * Math.abs(factor) + Math.abs(of(bias, 0))));
  });
  return { shape: x.shape, values: Float64Array.from(values), bounds: Float64Array.from(bounds) };
}

function forEachElement({ shape, data }: NdArray, f: (value: number, index: readonly number[]) => void): void {
  const strides = denseStrides(shape);
  for (let i = 0; i < data.length; i += 1) f(data[i]!, indexOf(i, shape, strides));
}

/** Of each channel of `[N, C, ...]`, over everything else. */
export function batchNormalization(epsilon: number): Normalization {
  return { groupOf: ([, c]) => String(c), operandOf: ([, c]) => [c!], epsilon };
}

/** Of groups of channels of each sample of `[N, C, ...]`. One channel a group is instance normalisation. */
export function groupNormalization(epsilon: number, perGroup: number): Normalization {
  return { groupOf: ([n, c]) => `${n} ${Math.floor(c! / perGroup)}`, operandOf: ([, c]) => [c!], epsilon };
}

/** Of blocks of the last `dimensions` dimensions. */
export function layerNormalization(epsilon: number, dimensions: number): Normalization {
  return {
    groupOf: (index) => index.slice(0, -dimensions).join(' '),
    operandOf: (index) => index.slice(-dimensions),
    epsilon,
  };
}
