import { record } from '../../autograd/record.ts';
import { Tensor } from '../../tensor.ts';

/** The same elements under another shape of the same size, without a copy; the gradient is the way back. */
export function view(operation: string, x: Tensor, shape: readonly number[]): Tensor<number[]> {
  const before = x.shape;
  const y = new Tensor<number[]>(x.storage.retain(), shape);
  return record(y, { operation, inputs: [x], gradients: [(dy) => view(operation, dy, before)] });
}
