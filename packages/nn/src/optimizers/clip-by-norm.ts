import { add, affine, div, minimum, mul, noGrad, scalar, scope, sqrt, square, sum, type Tensor } from '@gemmule/core';
import { assertAbove0 } from '../range.ts';

/** Gradients of a limited norm. */
export interface ClippedGradients<G extends readonly Tensor[]> {
  /** New tensors, in the order of the given ones. */
  readonly gradients: { readonly [I in keyof G]: G[I] };
  /** What the norm was before. */
  readonly norm: Tensor<[]>;
}

/**
 * Scales gradients down together so that their norm, over all elements of all of them, is at most `maxNorm`; gradients that
 * are small enough stay as they are. The factor is `min(1, maxNorm / (norm + 1e-6))`, as in PyTorch (Pascanu, Mikolov and Bengio,
 * "On the difficulty of training recurrent neural networks", 2013). Nothing is read back from the device.
 *
 * The results are new tensors, because two gradients may share their memory: to scale in place would be to scale it twice.
 *
 * A NaN anywhere makes everything NaN. Where the norm is beyond float32, because an element is above 1.8e19, it counts as
 * Infinity: finite elements become 0, infinite ones NaN.
 *
 * @throws ShapeError when `maxNorm` is not above 0; BackendError for gradients on two backends.
 * @example
 * ```ts
 * const [x, labels] = [tensor(pixels, [64, 1, 28, 28]), tensor(digits, [64], { dtype: 'int32' })];
 * model.initialize({ seed: 1 });
 * const parameters = model.parameters();
 * const random = generator(1);
 * scope(() => {
 *   const loss = nn.crossEntropy(model.forward(x, { training: true, seed: random }), labels);
 *   const clipped = nn.clipByNorm(gradients(loss, [...parameters.values()]), 1);
 *   optimizer.step(parameters, clipped.gradients);
 * });
 * ```
 */
export function clipByNorm<const G extends readonly Tensor[]>(gradients: G, maxNorm: number): ClippedGradients<G>;
export function clipByNorm(gradients: readonly Tensor[], maxNorm: number): ClippedGradients<readonly Tensor[]> {
  assertAbove0('clipByNorm', 'maxNorm', maxNorm);
  return noGrad(() =>
    scope(() => {
      const squares = gradients.map((gradient) => sum(square(gradient as Tensor<number[]>)) as Tensor as Tensor<[]>);
      const norm: Tensor<[]> = squares.length === 0 ? scalar(0) : sqrt(squares.reduce((a, b) => add(a, b)));
      const limit = scalar(maxNorm, { backend: norm.backend });
      const factor = minimum(div(limit, affine(norm, 1, 1e-6)), 1);
      return { gradients: gradients.map((gradient) => mul(gradient as Tensor<number[]>, factor)), norm };
    }),
  );
}
