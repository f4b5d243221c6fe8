import type { Activation } from '../../backend/overrides.ts';
import { ShapeError } from '../../errors.ts';
import { showValue } from '../../shape/show.ts';
import { Tensor } from '../../tensor.ts';
import { recordRelu } from '../elementwise/relu.ts';

/** How each activation is recorded when its values are there already. */
const recorders: Readonly<Record<Activation, (x: Tensor, y: Tensor<number[]>) => Tensor<number[]>>> = {
  relu: recordRelu,
};

/** Throws unless `value` is an activation or undefined. */
export function assertActivation(operation: string, value: Activation | undefined): void {
  const names: readonly (string | undefined)[] = Object.keys(recorders);
  if (value === undefined || names.includes(value)) return;
  throw new ShapeError(
    `${operation}: activation must be ${names.map(showValue).join(' or ')}, got ${showValue(value)}`,
  );
}

/**
 * Notes that `y`, as recorded so far, has been through `activation` in the same buffer. The result takes the place of `y`:
 * the two share their memory, and the value in between, which no gradient asks for, is never held. So the gradient by it
 * is computed once, for all operands.
 */
export function recordActivation(y: Tensor<number[]>, activation: Activation): Tensor<number[]> {
  if (!y.requiresGrad) return y;
  const activated = recorders[activation](y, new Tensor<number[]>(y.storage.retain(), y.shape));
  y.dispose();
  return activated;
}
