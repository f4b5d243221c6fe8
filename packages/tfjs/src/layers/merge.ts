import type { Tensor } from '@gemmule/core';

/**
 * A layer of several inputs, which layers of `@gemmule/nn` have not. Images come with the channels in front, `[N, C, H, W]`.
 */
export interface Merge {
  /** What it is, for plans. */
  readonly kind: string;
  /** How many inputs it takes. Default: any number. */
  readonly inputs?: number;
  /** Computes the output, a tensor of its own, from differentiable operations. */
  merge(inputs: readonly Tensor<number[]>[]): Tensor;
  /** The shape of the output; throws a ShapeError where there is none. */
  plan(shapes: readonly (readonly number[])[]): readonly number[];
}
