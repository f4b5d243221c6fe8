import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { scope } from '../../memory/scope.ts';
import type { Arg, PerAxis, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import { type UpsampleShape, upsampleRule } from '../../shape/upsample.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { backendOf } from '../operands.ts';
import { broadcastTo } from './broadcast-to.ts';
import { gatherAxis } from './gather-axis.ts';
import { view } from './view.ts';

/** Options of {@link upsample}: one of `size` and `scale`, and a mode. */
export interface UpsampleOpOptions<Size, Scale> {
  /** The lengths of the result's axes, which may also be shorter than those of `x`. */
  readonly size?: Size;
  /** How many times as long as those of `x` they are, instead. */
  readonly scale?: Scale;
  /**
   * `'nearest'` takes the cell that each place lies in, `'linear'` weighs the cells around it, two along each axis. Default
   * `'nearest'`.
   */
  readonly mode?: 'nearest' | 'linear';
  /**
   * For `'linear'`: whether the middles of the outermost cells stay where they are, rather than the outer edges of the image.
   * Default false.
   */
  readonly alignCorners?: boolean;
}

/**
 * Images at another resolution: x `[N, C, ...input]` with 1 to 3 axes to `[N, C, ...output]`, as PyTorch's `interpolate`.
 * Cell i of an axis of `output` cells lies in the input, of `input` cells, at
 *
 * - `'nearest'`: cell `floor(i * input / output)`;
 * - `'linear'`: `(i + 1/2) * input / output - 1/2`, but not beyond the middles of the first and last cell;
 * - `'linear'` with `alignCorners`: `i * (input - 1) / (output - 1)`, and 0 for a single cell.
 *
 * There is no smoothing: where `size` is much smaller than the input, most cells have no influence. The gradient spreads `dy`
 * over the cells that it was made of.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes or an empty one, unless just one of `size` and `scale` is given, in
 *   positive integers, and for `alignCorners` in mode `'nearest'`.
 * @example
 * ```ts
 * upsample(ones([8, 16, 14, 14]), { scale: 2 });   // Tensor<[8, 16, 28, 28]>
 * upsample(tensor([0, 4], [1, 1, 2]), { size: [4], mode: 'linear' });   // [[[0, 1, 3, 4]]]
 * ```
 */
export function upsample<
  const X extends Shape,
  const Size extends PerAxis | undefined = undefined,
  const Scale extends PerAxis | undefined = undefined,
>(
  x: Arg<UpsampleShape<X, Size, Scale>, Tensor<X>>,
  options: UpsampleOpOptions<
    PositivePerAxis<'upsample', 'size', Size, PerAxis>,
    PositivePerAxis<'upsample', 'scale', Scale, PerAxis>
  >,
): Out<UpsampleShape<X, Size, Scale>>;
export function upsample(x: Tensor, options: UpsampleOpOptions<PerAxis, PerAxis>): Tensor {
  backendOf('upsample', x);
  const { mode = 'nearest', alignCorners = false } = options;
  const { shape } = upsampleRule(x.shape, options);
  assertMode(mode, alignCorners);
  return scope(() => (mode === 'nearest' ? nearest(x, shape) : linear(x, shape, alignCorners)));
}

function assertMode(mode: string, alignCorners: boolean): void {
  if (mode !== 'nearest' && mode !== 'linear') {
    throw new ShapeError(`upsample: mode must be 'nearest' or 'linear', got '${mode}'`);
  }
  if (alignCorners && mode === 'nearest') {
    throw new ShapeError("upsample: alignCorners is for mode 'linear', not 'nearest'");
  }
}

/** Axes that become a whole number of times as long are repeated all at once, which is one copy. */
function nearest(x: Tensor, shape: readonly number[]): Tensor<number[]> {
  const times = shape.map((output, axis) => {
    const input = x.shape[axis]!;
    return axis > 1 && output % input === 0 ? output / input : 1;
  });
  const apart = view(
    'upsample',
    x,
    x.shape.flatMap((length) => [length, 1]),
  );
  const repeated = broadcastTo(
    apart,
    x.shape.flatMap((length, axis) => [length, times[axis]!]),
  );
  let y = view(
    'upsample',
    repeated,
    x.shape.map((length, axis) => length * times[axis]!),
  );
  shape.forEach((output, axis) => {
    const input = y.shape[axis]!;
    if (input === output) return;
    // In whole numbers, since input / output may be rounded down.
    const places = Array.from({ length: output }, (_, i) => Math.floor((i * input) / output));
    y = gatherAxis('upsample', y, axis, places);
  });
  return y;
}

/** One axis after the other: the weight of a cell is the product of its weights along the axes. */
function linear(x: Tensor, shape: readonly number[], alignCorners: boolean): Tensor<number[]> {
  let y = view('upsample', x, x.shape);
  shape.forEach((output, axis) => {
    if (y.shape[axis] !== output) y = linearAlong(y, axis, output, alignCorners);
  });
  return y;
}

function linearAlong(x: Tensor, axis: number, output: number, alignCorners: boolean): Tensor<number[]> {
  const input = x.shape[axis]!;
  const places = Array.from({ length: output }, (_, i) => placeOf(i, input, output, alignCorners));
  const lower = places.map(Math.floor);
  const upper = lower.map((cell) => Math.min(cell + 1, input - 1));
  const weights = places.map((place, i) => place - lower[i]!);
  const share = (cells: readonly number[], weights: readonly number[]): Tensor<number[]> => {
    const column = tensor<number[]>(weights, [output, ...x.shape.slice(axis + 1).map(() => 1)], { backend: x.backend });
    return mul(gatherAxis('upsample', x, axis, cells), column);
  };
  return add(
    share(
      lower,
      weights.map((weight) => 1 - weight),
    ),
    share(upper, weights),
  );
}

/** Where in the input a cell of the output lies, in cells from the middle of the first; none beyond the middle of the last. */
function placeOf(i: number, input: number, output: number, alignCorners: boolean): number {
  if (alignCorners) return output === 1 ? 0 : (i * (input - 1)) / (output - 1);
  return Math.min(Math.max(((i + 0.5) * input) / output - 0.5, 0), input - 1);
}
