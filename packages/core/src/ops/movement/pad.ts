import { record } from '../../autograd/record.ts';
import { type PadShape, padRule } from '../../shape/pad.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { slice } from './slice.ts';
import { stridedCopy } from './strided-copy.ts';

/**
 * Surrounds `x` with `value` (default 0): one `[before, after]` per dimension. The gradient cuts the border off.
 *
 * @throws ShapeError when there is not one pair per dimension, or a length is not a natural number.
 * @example
 * ```ts
 * pad(tensor([1, 2], [2]), [[1, 2]]);   // [0, 1, 2, 0, 0]
 * ```
 */
export function pad<const S extends Shape, const Pads extends readonly (readonly [number, number])[]>(
  x: Arg<PadShape<S, Pads>, Tensor<S>>,
  pads: Pads,
  value?: number,
): Out<PadShape<S, Pads>>;
export function pad(x: Tensor, pads: readonly (readonly [number, number])[], value = 0): Tensor {
  const backend = backendOf('pad', x);
  const shape = padRule(x.shape, pads);
  const y = emptyTensor(backend, shape);
  const strides = denseStrides(shape);
  const offset = pads.reduce((sum, [before], axis) => sum + before * (strides[axis] ?? 0), 0);
  backend.fill({ y: y.storage.buffer, length: y.size, value });
  stridedCopy(
    backend,
    x.shape,
    { tensor: x, offset: 0, strides: denseStrides(x.shape) },
    { tensor: y, offset, strides },
  );
  const inside = pads.map(([before], axis) => [before, before + (x.shape[axis] ?? 0)] as const);
  return record(y, { operation: 'pad', inputs: [x], gradients: [(dy) => slice(dy, inside)] });
}
