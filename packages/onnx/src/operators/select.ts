import { affine, add, maximum, minimum, mul, neg, relu, type Tensor, widen } from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { broadcastAll, mapNumbers } from '../values/host.ts';
import { onDevice } from '../values/value.ts';

/** `condition ? a : b` of each element. */
export const whereOperator: Operator = () => (call) => {
  const shape = broadcastAll([call.shape(0), call.shape(1), call.shape(2)]);
  call.claim(shape);
  if (call.onHost()) {
    const operands = [0, 1, 2].map((index) => call.hostValue(index));
    return [mapNumbers(call.dtype(1), shape, operands, (condition, a, b) => (condition === 0 ? b : a))];
  }
  return [onDevice(choose(call.tensor(0), call.tensor(1), call.tensor(2)))];
};

/**
 * Not `mask * a + (1 - mask) * b`: often one side is -Infinity, and 0 times that is NaN. The side that is not chosen is
 * lowered to -Infinity, and the larger one taken. A NaN is not lowered, so it shows on either side.
 */
function choose(mask: Tensor<number[]>, a: Tensor<number[]>, b: Tensor<number[]>): Tensor {
  // Infinity where the mask is 1, -Infinity where it is 0.
  const ceiling = affine(affine(mask, 2, -1), Infinity, 0);
  return maximum(widen(minimum(a, ceiling)), widen(minimum(b, neg(ceiling))));
}

/** PRelu: `max(x, 0) + slope * min(x, 0)`, the slope broadcast to x. */
export const preluOperator: Operator = () => (call) => {
  call.claim(broadcastAll([call.shape(0), call.shape(1)]));
  const x = call.tensor(0);
  return [onDevice(add(relu(x), widen(mul(minimum(x, 0), call.tensor(1)))))];
};
