import { scalar } from '../../create.ts';
import type { Tensor } from '../../tensor.ts';

/** Lets the second operand of a binary operation be a plain number, on the backend of the first. */
export function operand(value: Tensor | number, beside: Tensor): Tensor {
  return typeof value === 'number' ? scalar(value, { backend: beside.backend }) : value;
}
