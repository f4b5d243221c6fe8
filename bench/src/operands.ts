import { generator } from '@gemmule/core';
import { type ConvCase, outputSize, type Task } from './cases.ts';

/** Values for one task, the same for every contestant, in our layout: `[C, H, W]` and `[O, C / groups, K, K]`. */
export type Operands =
  | { readonly kind: 'conv'; readonly x: Float32Array; readonly weight: Float32Array; readonly dy: Float32Array }
  | { readonly kind: 'gemm'; readonly a: Float32Array; readonly b: Float32Array };

export function operandsOf({ case: subject }: Task): Operands {
  const random = generator(1);
  const uniform = (length: number) => Float32Array.from({ length }, () => 2 * random.uniform() - 1);
  if (subject.kind === 'gemm') {
    return { kind: 'gemm', a: uniform(subject.m * subject.k), b: uniform(subject.k * subject.n) };
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
