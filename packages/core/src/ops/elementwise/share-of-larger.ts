import type { Tensor } from '../../tensor.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { equal } from './equal.ts';
import { greater } from './greater.ts';

/** 1 where `a > b`, one half where they are equal, else 0: how much of a maximum's gradient goes to `a`. */
export function shareOfLarger(a: Tensor<number[]>, b: Tensor<number[]>): Tensor<number[]> {
  return add(greater(a, b), affine(equal(a, b), 0.5, 0));
}
