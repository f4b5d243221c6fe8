import { noGrad, record } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import { type LabelsShape, labelsRule } from '../../shape/labels.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { IntTensor, Out, Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { maximum } from '../elementwise/maximum.ts';
import { mul } from '../elementwise/mul.ts';
import { backendOf } from '../operands.ts';
import { sum } from '../reduction/sum.ts';
import { oneHot } from './one-hot.ts';
import { permute } from './permute.ts';
import { view } from './view.ts';

/** The smallest finite float32. */
const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/**
 * Of scores `[N, C, ...]` the one that the label of each position names: `y[n, ...] = x[n, labels[n, ...], ...]`, and 0 for a
 * label outside of `0 … C - 1`. The gradient is `dy` at the label and 0 elsewhere.
 *
 * Made for log-probabilities: -Infinity counts as -3.4e38, the smallest float32, and where any of the C scores is NaN or
 * Infinity the result is NaN.
 *
 * @throws ShapeError when the shapes do not fit; BackendError for operands on two backends.
 * @example
 * ```ts
 * pick(tensor([1, 2, 3, 4, 5, 6], [2, 3]), tensor([2, 0], [2], { dtype: 'int32' }));   // [3, 4]
 * ```
 */
export function pick<const S extends Shape, const Labels extends Shape>(
  x: Tensor<S>,
  labels: Arg<LabelsShape<'pick', 'x', S, Labels>, IntTensor<Labels>>,
): Out<LabelsShape<'pick', 'x', S, Labels>>;
export function pick(x: Tensor, labels: IntTensor): Tensor {
  backendOf('pick', x, labels);
  labelsRule('pick', 'x', x.shape, labels.shape);
  return scope(() => {
    const byClass = x.rank === 2 ? widen(x) : permute(widen(x), [0, ...x.shape.map((_, i) => i).slice(2), 1]);
    const chosen = oneHot(labels as IntTensor<number[]>, x.shape[1]!);
    // What was not chosen is multiplied by 0, and 0 times -Infinity would be NaN.
    const y: Tensor<number[]> = noGrad(() => sum(mul(maximum(byClass, LOWEST), chosen), { axis: -1 }));
    return record(y, {
      operation: 'pick',
      inputs: [byClass],
      saved: [chosen],
      gradients: [(dy, [chosen]) => mul(chosen, view('pick', dy, [...dy.shape, 1]))],
    });
  });
}
