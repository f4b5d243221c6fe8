import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { sum } from '../reduction/sum.ts';
import { reshape } from './reshape.ts';

/** The adjoint of broadcasting from `shape`: sums over what was repeated. Returns `x` itself where nothing was. */
export function sumTo(x: Tensor, shape: readonly number[]): Tensor<number[]> {
  const missing = x.rank - shape.length;
  const axes = x.shape.flatMap((length, axis) => (axis < missing || shape[axis - missing] !== length ? [axis] : []));
  if (axes.length === 0) return widen(x);
  return reshape(sum(widen(x), { axis: axes }), [...shape]);
}
