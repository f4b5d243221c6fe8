import { record } from '../../autograd/record.ts';
import { scalar } from '../../create.ts';
import { scope } from '../../memory/scope.ts';
import { type PreluShape, preluRule } from '../../shape/prelu.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { reshape } from '../movement/reshape.ts';
import { sumTo } from '../movement/sum-to.ts';
import { scaleShift } from '../normalization/scale-shift.ts';
import { backendOf } from '../operands.ts';
import { affine } from './affine.ts';
import { applyBinary, updateBinary } from './apply-binary.ts';
import { applyUnary } from './apply-unary.ts';
import { minimum } from './minimum.ts';
import { mul } from './mul.ts';
import { step } from './step.ts';

/**
 * `x` where it is positive, else `weight * x` (He and others, "Delving deep into rectifiers", 2015). The weight is `[1]`, for all
 * of x, or `[C]`, for the channels of x `[N, C, ...]`. The gradients are `dy`, times the weight where x is not positive, and
 * the sum of `dy * min(x, 0)`.
 *
 * @throws ShapeError when the weight has another shape; BackendError for operands on two backends.
 * @example
 * ```ts
 * prelu(tensor([-1, 2], [1, 2]), tensor([0.1], [1]));   // [[-0.1, 2]]
 * ```
 */
export function prelu<const X extends Shape, const W extends Shape>(
  x: Arg<PreluShape<X, W>, Tensor<X>>,
  weight: Tensor<W>,
): Out<PreluShape<X, W>>;
export function prelu(x: Tensor, weight: Tensor): Tensor {
  const backend = backendOf('prelu', x, weight);
  const channels = preluRule(x.shape, weight.shape);
  return scope(() => {
    // Of rank 0 or `[C, 1, ...]`, so that it is broadcast over x of any rank.
    const slopeShape = channels === undefined ? [] : x.shape.slice(1).map((_, i) => (i === 0 ? channels : 1));
    const slope = reshape(widen(weight), slopeShape);
    const y = applyBinary('prelu', 'minimum', x, scalar(0, { backend }));
    updateBinary('mul', y, slope);
    updateBinary('add', y, applyUnary('prelu', x, 'relu'));
    return record(y, {
      operation: 'prelu',
      inputs: [x, slope],
      saved: [x, slope],
      gradients: [
        (dy, [x, slope]) => mul(dy, scaleShift('prelu', step(x), affine(slope, -1, 1), slope)),
        (dy, [x]) => sumTo(mul(dy, minimum(x, 0)), slopeShape),
      ],
    });
  });
}
