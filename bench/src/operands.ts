import { generator } from '@gemmule/core';
import { type ConvCase, lengthOf, outputSize, type Task } from './cases.ts';
import { fanIn, networks, weighted } from './training/networks.ts';

/** Values for one task, the same for every contestant, in our layout: `[C, H, W]` and `[O, C / groups, K, K]`. */
export type Operands = ConvOperands | GemmOperands | NetworkOperands | ReadbackOperands;

export interface ConvOperands {
  readonly kind: 'conv';
  readonly x: Float32Array;
  readonly weight: Float32Array;
  readonly dy: Float32Array;
}

export interface GemmOperands {
  readonly kind: 'gemm';
  readonly a: Float32Array;
  readonly b: Float32Array;
}

export interface NetworkOperands {
  readonly kind: 'network';
  readonly x: Float32Array;
  /** A class for each image. */
  readonly labels: Int32Array;
  /** Weight and bias of each layer that has them, in order. Linear weights are `[out, in]`. */
  readonly parameters: readonly Float32Array[];
}

export interface ReadbackOperands {
  readonly kind: 'readback';
  readonly x: Float32Array;
}

export function operandsOf({ case: subject }: Task): Operands {
  const random = generator(1);
  const uniform = (length: number, bound = 1) =>
    Float32Array.from({ length }, () => bound * (2 * random.uniform() - 1));
  if (subject.kind === 'gemm') {
    return { kind: 'gemm', a: uniform(subject.m * subject.k), b: uniform(subject.k * subject.n) };
  }
  if (subject.kind === 'readback') return { kind: 'readback', x: uniform(lengthOf(subject)) };
  if (subject.kind === 'network') {
    const { channels, size, layers } = networks[subject.network];
    return {
      kind: 'network',
      x: uniform(subject.batch * channels * size ** 2),
      labels: Int32Array.from({ length: subject.batch }, () => Math.floor(10 * random.uniform())),
      // Kaiming's initial values: they keep the size of the numbers from layer to layer.
      parameters: weighted(layers).flatMap((layer) => {
        const inputs = fanIn(layer);
        return [uniform(layer.out * inputs, Math.sqrt(6 / inputs)), uniform(layer.out, 0.1)];
      }),
    };
  }
  return {
    kind: 'conv',
    x: uniform(subject.inChannels * subject.size ** 2),
    weight: uniform(weightLength(subject)),
    dy: uniform(subject.outChannels * outputSize(subject) ** 2),
  };
}

export function weightLength({ inChannels, outChannels, kernel, groups }: ConvCase): number {
  return outChannels * (inChannels / groups) * kernel ** 2;
}
