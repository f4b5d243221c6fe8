import type { Tensor } from '../../tensor.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';
import { sum } from './sum.ts';

/** Gradient of a maximum or minimum `y` of `x` over `axes`: `dy` in equal shares to the elements that equal it. */
export function gradientToExtreme(
  dy: Tensor<number[]>,
  x: Tensor<number[]>,
  y: Tensor<number[]>,
  axes: readonly number[],
  kept: number[],
): Tensor<number[]> {
  const winners = equal(x, reshape(y, kept));
  const count = sum(winners, { axis: axes, keepDims: true });
  return mul(winners, div(reshape(dy, kept), count));
}
