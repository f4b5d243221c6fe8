import { scalar } from '../../create.ts';
import type { Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

/** Lets the second operand of a binary operation be a plain number, on the backend of the first. */
export function operand(operation: string, value: Tensor | number, beside: Tensor): Tensor {
  return typeof value === 'number' ? scalar(value, { backend: backendOf(operation, beside) }) : value;
}
