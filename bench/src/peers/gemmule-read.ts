import { noGrad, reshape, scope, slice, type Tensor } from '@gemmule/core';

/** Waits until `y` is computed, by reading its first element: kernels run in order. */
export async function untilComputed(y: Tensor): Promise<void> {
  using first = noGrad(() => scope(() => slice(reshape(y, [y.size]), [[0, 1]])));
  // As in the peers: where the host can wait, asking again and again whether it is done would cost both of us time.
  if (first.backend.readSync === undefined) await first.data();
  else first.dataSync();
}
