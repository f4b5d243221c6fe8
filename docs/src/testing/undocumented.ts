import type { Tensor } from '@gemmule/core';

/** Tells `kernel` in a formula. */
export interface Options {
  readonly kernel: number;
  readonly stride: number;
}

export const bare = 1;

/** Says little. */
export function poor(x: Tensor): Tensor {
  return x;
}

/**
 * The shape `[2]`.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * good(x);
 * ```
 */
export function good(x: Tensor): Tensor {
  return x;
}
