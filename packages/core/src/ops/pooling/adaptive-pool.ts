import { tensor } from '../../create.ts';
import { scope } from '../../memory/scope.ts';
import { adaptivePoolRule, type AdaptivePoolShape } from '../../shape/adaptive-pool.ts';
import { axesOfImage, type AxisCount } from '../../shape/rank.ts';
import type { Arg, PerAxis, PerAxisOf, PositivePerAxis } from '../../shape/rule.ts';
import type { Shape } from '../../shape/shape.ts';
import type { Out, Tensor } from '../../tensor.ts';
import { div } from '../elementwise/div.ts';
import { gatherAxis } from '../movement/gather-axis.ts';
import { view } from '../movement/view.ts';
import { backendOf } from '../operands.ts';
import { sum } from '../reduction/sum.ts';
import { avgPool } from './avg-pool.ts';
import { maxPool } from './max-pool.ts';

/** Options of {@link AdaptivePoolOp}. */
export interface AdaptivePoolOpOptions<OutputSize> {
  /** The lengths of the result's axes, which may also be longer than those of `x`. */
  readonly outputSize: OutputSize;
}

/** `adaptiveAvgPool1d` to `adaptiveMaxPool3d`: one function but for what it takes of a window, and the number of axes. */
export interface AdaptivePoolOp<Kind extends 'Avg' | 'Max', Axes extends AxisCount> {
  <const X extends Shape, const OutputSize extends PerAxisOf[Axes]>(
    x: Arg<AdaptivePoolShape<`adaptive${Kind}Pool${Axes}d`, Axes, X, OutputSize>, Tensor<X>>,
    options: AdaptivePoolOpOptions<
      PositivePerAxis<`adaptive${Kind}Pool${Axes}d`, 'outputSize', OutputSize, PerAxisOf[Axes]>
    >,
  ): Out<AdaptivePoolShape<`adaptive${Kind}Pool${Axes}d`, Axes, X, OutputSize>>;
}

/** The adaptive pooling of images with so many axes. */
export function adaptivePoolOp<Kind extends 'Avg' | 'Max', Axes extends AxisCount>(
  kind: Kind,
  axes: Axes,
): AdaptivePoolOp<Kind, Axes> {
  const operation = (x: Tensor, options: AdaptivePoolOpOptions<PerAxis>) => poolAxes(kind, axes, x, options);
  return operation as unknown as AdaptivePoolOp<Kind, Axes>;
}

/**
 * `adaptiveAvgPool1d`, `adaptiveAvgPool2d` or `adaptiveAvgPool3d`, by the rank of `x`: for code that is written for any of them,
 * and whose shapes the compiler does not follow.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `adaptiveAvgPool2d`.
 * @example
 * ```ts
 * adaptiveAvgPool(tensor([1, 3, 2, 4, 0], [1, 1, 5]), { outputSize: 2 });   // 2, 2
 * ```
 */
export function adaptiveAvgPool(x: Tensor, options: AdaptivePoolOpOptions<PerAxis>): Tensor<number[]> {
  return poolAxes('Avg', axesOfImage('adaptiveAvgPool', x.shape), x, options);
}

/**
 * As {@link adaptiveAvgPool}, with the largest element of each window, `max` in place of the mean.
 *
 * @throws ShapeError when x has not 1 to 3 spatial axes, and as for `adaptiveMaxPool2d`.
 * @example
 * ```ts
 * adaptiveMaxPool(tensor([1, 3, 2, 4, 0], [1, 1, 5]), { outputSize: 2 });   // 3, 4
 * ```
 */
export function adaptiveMaxPool(x: Tensor, options: AdaptivePoolOpOptions<PerAxis>): Tensor<number[]> {
  return poolAxes('Max', axesOfImage('adaptiveMaxPool', x.shape), x, options);
}

function poolAxes(
  kind: 'Avg' | 'Max',
  axes: AxisCount,
  x: Tensor,
  { outputSize }: AdaptivePoolOpOptions<PerAxis>,
): Tensor<number[]> {
  const operation = `adaptive${kind}Pool${axes}d`;
  backendOf(operation, x);
  const { shape } = adaptivePoolRule(operation, x.shape, outputSize, axes);
  const windows = shape.slice(2).map((output, i) => windowsOf(x.shape[i + 2]!, output));
  const kernel = windows.map(({ longest }) => longest);
  return scope(() => {
    if (kind === 'Max') return maxPool(sideBySide(operation, x, windows, 'last'), { kernel });
    if (windows.every(({ isEven }) => isEven)) return avgPool(x, { kernel });
    return means(operation, sideBySide(operation, x, windows, 'none'), shape, windows);
  });
}

/** The windows along one axis: from `floor(i * input / output)` to `ceil((i + 1) * input / output)`. */
interface AxisWindows {
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly longest: number;
  /** Whether they lie side by side, all of one length. */
  readonly isEven: boolean;
}

function windowsOf(input: number, output: number): AxisWindows {
  const starts = Array.from({ length: output }, (_, i) => Math.floor((i * input) / output));
  const lengths = starts.map((start, i) => Math.ceil(((i + 1) * input) / output) - start);
  return { starts, lengths, longest: Math.max(...lengths), isEven: input % output === 0 };
}

/**
 * Windows that overlap or differ in length, laid side by side in the length of the longest: shorter ones end with their last
 * cell again, or with zeros.
 */
function sideBySide(
  operation: string,
  x: Tensor,
  windows: readonly AxisWindows[],
  filler: 'last' | 'none',
): Tensor<number[]> {
  let y = view(operation, x, x.shape);
  windows.forEach(({ starts, lengths, longest, isEven }, i) => {
    if (isEven) return;
    const places = starts.flatMap((start, window) =>
      Array.from({ length: longest }, (_, tap) => {
        if (tap < lengths[window]!) return start + tap;
        return filler === 'last' ? start + lengths[window]! - 1 : -1;
      }),
    );
    y = gatherAxis(operation, y, i + 2, places);
  });
  return y;
}

/** Sums of the windows of {@link sideBySide} over how many cells they have. */
function means(
  operation: string,
  x: Tensor,
  shape: readonly number[],
  windows: readonly AxisWindows[],
): Tensor<number[]> {
  const output = shape.slice(2);
  const apart = [...shape.slice(0, 2), ...output.flatMap((length, i) => [length, windows[i]!.longest])];
  const total = sum(view(operation, x, apart), { axis: output.map((_, i) => 3 + 2 * i) });
  let counts = [1];
  for (const { lengths } of windows) counts = counts.flatMap((count) => lengths.map((length) => count * length));
  return div(total, tensor<number[]>(counts, output, { backend: x.backend }));
}
