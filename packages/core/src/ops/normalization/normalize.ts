import { noGrad } from '../../autograd/record.ts';
import { scope } from '../../memory/scope.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { div } from '../elementwise/div.ts';
import { exp } from '../elementwise/exp.ts';
import { log } from '../elementwise/log.ts';
import { sub } from '../elementwise/sub.ts';
import { max } from '../reduction/max.ts';
import { sum } from '../reduction/sum.ts';

/**
 * Softmax or its logarithm along `axis`, by the backend's own kernel or from elementwise operations and reductions;
 * records nothing. Taking the maximum off first keeps the largest exponential at 1.
 */
export function normalize(x: Tensor, axis: number, logarithm: boolean): Tensor<number[]> {
  const { backend } = x;
  const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
  const softmax = backend.overrides?.softmax?.bind(backend.overrides);
  if (softmax !== undefined) {
    const y = emptyTensor(backend, x.shape);
    const [outer, size, inner] = [
      product(x.shape.slice(0, axis)),
      x.shape[axis] ?? 1,
      product(x.shape.slice(axis + 1)),
    ];
    if (softmax({ x: x.storage.buffer, y: y.storage.buffer, outer, size, inner, logarithm })) return y;
    y.dispose();
  }
  return noGrad(() =>
    scope(() => {
      const along = { axis, keepDims: true } as const;
      const shifted = sub(widen(x), max(widen(x), along));
      const total = sum(exp(shifted), along);
      return logarithm ? sub(shifted, log(total)) : div(exp(shifted), total);
    }),
  );
}
