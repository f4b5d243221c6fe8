import { record } from '../../autograd/record.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import { type PadMode, type Pads, type PadShape, padRule } from '../../shape/pad.ts';
import type { Arg } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { emptyTensor, type Out, type Tensor } from '../../tensor.ts';
import { backendOf, denseStrides } from '../operands.ts';
import { gatherAxis } from './gather-axis.ts';
import { slice } from './slice.ts';
import { stridedCopy } from './strided-copy.ts';
import { view } from './view.ts';

/** Options of {@link pad}. */
export interface PadOptions<Mode> {
  /**
   * What is in the border. `'constant'`: `value`. `'reflect'`: the image in a mirror on the outermost cell, which is not
   * repeated. `'replicate'`: the outermost cell. `'circular'`: what is at the other end. Default `'constant'`.
   */
  readonly mode?: Mode;
  /** For mode `'constant'`. Default 0. */
  readonly value?: 'constant' extends Mode ? number : undefined;
}

/**
 * Surrounds `x` with a border: one `[before, after]` per dimension, filled with a value (default 0; a number in place of the
 * options) or, dimension by dimension, from `x` itself. The gradient cuts a constant border off, and adds any other to the
 * cells that it was taken from.
 *
 * @throws ShapeError when there is not one pair per dimension, a length is not a natural number, `'reflect'` pads as many
 *   cells as there are or `'circular'` more, and for a `value` in another mode than `'constant'`.
 * @example
 * ```ts
 * pad(tensor([1, 2], [2]), [[1, 2]]);   // [0, 1, 2, 0, 0]
 * pad(tensor([1, 2, 3], [3]), [[2, 1]], { mode: 'reflect' });   // [3, 2, 1, 2, 3, 2]
 * pad(tensor([1, 2, 3], [3]), [[2, 1]], { mode: 'replicate' });   // [1, 1, 1, 2, 3, 3]
 * pad(tensor([1, 2, 3], [3]), [[2, 1]], { mode: 'circular' });   // [2, 3, 1, 2, 3, 1]
 * ```
 */
export function pad<const S extends Shape, const P extends Pads, const Mode extends PadMode = 'constant'>(
  x: Arg<PadShape<S, P, Mode>, Tensor<S>>,
  pads: P,
  options?: number | PadOptions<Mode>,
): Out<PadShape<S, P, Mode>>;
export function pad(x: Tensor, pads: Pads, options: number | PadOptions<PadMode> = {}): Tensor {
  backendOf('pad', x);
  const { mode = 'constant', value } = typeof options === 'number' ? { value: options } : options;
  const shape = padRule(x.shape, pads, mode);
  if (mode === 'constant') return padWithValue(x, pads, shape, value ?? 0);
  if (value !== undefined) throw new ShapeError(`pad: value ${value} is for mode 'constant', not '${mode}'`);
  return scope(() => {
    let y = view('pad', x, x.shape);
    pads.forEach(([before, after], axis) => {
      if (before + after === 0) return;
      const length = x.shape[axis]!;
      const cell = cells[mode];
      const places = Array.from({ length: shape[axis]! }, (_, i) => cell(i - before, length));
      y = gatherAxis('pad', y, axis, places);
    });
    return y;
  });
}

/** Which of `length` cells is seen at a position that may lie outside. */
const cells = {
  reflect: (position, length) => (position < 0 ? -position : length - 1 - Math.abs(length - 1 - position)),
  replicate: (position, length) => Math.min(Math.max(position, 0), length - 1),
  circular: (position, length) => (position + length) % length,
} as const satisfies Record<Exclude<PadMode, 'constant'>, (position: number, length: number) => number>;

function padWithValue(x: Tensor, pads: Pads, shape: readonly number[], value: number): Tensor {
  const { backend } = x;
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
