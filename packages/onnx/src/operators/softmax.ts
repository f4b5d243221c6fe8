import { logSoftmax, normalizeAxis, reshape, softmax, type Tensor, widen } from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { sizeOf } from '../values/host.ts';
import { onDevice } from '../values/value.ts';

type T = Tensor<number[]>;

/** From opset 13 on along one axis; before that, over all axes from `axis` on, as if they were one. */
function softmaxLike(apply: (x: T, axis: number) => T): Operator {
  return (node) => {
    const axis = node.int('axis', node.opset < 13 ? 1 : -1);
    return (call) => {
      const x = call.tensor(0);
      if (node.opset >= 13) return [onDevice(apply(x, axis))];
      const from = axis === x.rank ? axis : normalizeAxis('softmax', axis, x.rank, x.shape);
      const rows = reshape(x, [sizeOf(x.shape.slice(0, from)), sizeOf(x.shape.slice(from))]);
      return [onDevice(reshape(apply(widen(rows), 1), [...x.shape]))];
    };
  };
}

export const softmaxOperator: Operator = softmaxLike((x, axis) => softmax(x, axis));
export const logSoftmaxOperator: Operator = softmaxLike((x, axis) => logSoftmax(x, axis));
