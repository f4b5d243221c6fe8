import { noGrad, reshape, scope, slice, type Tensor } from '@gemmule/core';

/** Waits until `y` is computed, by reading its first element: kernels run in order. */
export async function untilComputed(y: Tensor): Promise<void> {
  using first = noGrad(() => scope(() => slice(reshape(y, [y.size]), [[0, 1]])));
  await first.data();
}
