import { record } from '../../autograd/record.ts';
import type { Tensor } from '../../tensor.ts';
import { applyBinary, updateBinary } from '../elementwise/apply-binary.ts';
import { mul } from '../elementwise/mul.ts';
import { sumTo } from '../movement/sum-to.ts';

/** `x * scale + shift`, both broadcast to the shape of x: two passes, and one buffer. */
export function scaleShift(operation: string, x: Tensor, scale: Tensor, shift: Tensor | undefined): Tensor<number[]> {
  const y = applyBinary(operation, 'mul', x, scale);
  if (shift !== undefined) updateBinary('add', y, shift);
  const [scaleShape, shiftShape] = [scale.shape, shift?.shape ?? []];
  return record(y, {
    operation,
    inputs: [x, scale, shift],
    saved: [x, scale],
    gradients: [
      (dy, [, scale]) => mul(dy, scale),
      (dy, [x]) => sumTo(mul(dy, x), scaleShape),
      (dy) => sumTo(dy, shiftShape),
    ],
  });
}
