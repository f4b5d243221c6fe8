import type { Layer } from '../layer/layer.ts';
import type { Elementwise } from '../layer/shape-fn.ts';
import { masking } from './masking.ts';

/**
 * Dropout (Srivastava and others, 2014): in training, each element becomes 0 with probability `p` (default 0.5), and the others
 * are divided by `1 - p`, so that the mean stays. In prediction it does nothing.
 *
 * @throws ShapeError when `p` is not at least 0 and below 1.
 * @example
 * ```ts
 * const y = nn.dropout(0.5).forward(ones([4]), { training: true, seed: 1 });   // zeros and twos
 * ```
 */
export function dropout(p = 0.5): Layer<Elementwise> {
  return masking('dropout', p, (shape) => [...shape]) as Layer<Elementwise>;
}
