import { ShapeError } from '../../errors.ts';
import { scalar } from '../../create.ts';
import { showValue } from '../../shape/show.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { affine } from '../elementwise/affine.ts';
import { div } from '../elementwise/div.ts';
import { sqrt } from '../elementwise/sqrt.ts';

/** `weight / sqrt(variance + epsilon)`, with 1 for a weight that was left out. */
export function inverseDeviation(variance: Tensor, epsilon: number, weight?: Tensor): Tensor<number[]> {
  const deviation = sqrt(affine(widen(variance), 1, epsilon));
  return div(widen(weight ?? scalar(1, { backend: variance.backend })), deviation);
}

/** Throws unless `epsilon` is a finite number from 0. */
export function assertEpsilon(operation: string, epsilon: number): void {
  if (Number.isFinite(epsilon) && epsilon >= 0) return;
  throw new ShapeError(`${operation}: epsilon must be a finite number of at least 0, got ${showValue(epsilon)}`);
}
