import { maximum, minimum, noGrad, scope, type Tensor } from '@gemmule/core';
import { assertAbove0 } from '../range.ts';

/**
 * Limits each element of each gradient to `-max … max`; NaN stays NaN. The results are new tensors, as those of
 * {@link clipByNorm}, and nothing is read back from the device.
 *
 * @throws ShapeError when `max` is not above 0.
 * @example
 * ```ts
 * const [dw] = nn.clipByValue([tensor([0.5, -3], [2])], 1);   // [0.5, -1]
 * ```
 */
export function clipByValue<const G extends readonly Tensor[]>(
  gradients: G,
  max: number,
): { readonly [I in keyof G]: G[I] };
export function clipByValue(gradients: readonly Tensor[], max: number): readonly Tensor[] {
  assertAbove0('clipByValue', 'max', max);
  return noGrad(() =>
    scope(() => gradients.map((gradient) => minimum(maximum(gradient as Tensor<number[]>, -max), max))),
  );
}
