import type { Tensor } from '../../tensor.ts';
import { stridedCopy } from '../movement/strided-copy.ts';

/** Overwrites the elements of `target` with those of `source`, which has its shape. */
export function assign(target: Tensor, source: Tensor): void {
  const walk = { offset: 0, strides: [1] };
  stridedCopy(target.backend, [target.size], { tensor: source, ...walk }, { tensor: target, ...walk });
  target.storage.version += 1;
}
