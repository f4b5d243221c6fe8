/** The rule of pooling: `[N, C, ...input]` to `[N, C, ...output]`. */
import type { Geometry } from './geometry.ts';
import {
  assertRank,
  type AxisCount,
  axisLetters,
  type AxisNames,
  type ImageLetters,
  type OfImage,
  type RankError,
} from './rank.ts';
import { assertBoolean } from './rule.ts';
import { assertShape, type Shape, showShape } from './shape.ts';
import { type Site, type SiteOf, windowGeometry, type WindowOptions, type Windows } from './window.ts';

/** The default stride is the kernel: windows side by side. */
export interface PoolOptions extends WindowOptions {
  /** Whether cells left over at the end get a window of their own. */
  readonly ceilMode?: boolean;
}

/** What the rule of pools finds out. */
export interface PoolRule {
  /** Of the result. */
  readonly shape: number[];
  /** Sizes along each spatial axis. */
  readonly geometry: Geometry;
  /** Batch times channels: a pool treats them alike. */
  readonly planes: number;
}

/**
 * The shape of a pool, or the sentence that says why there is none. In ceil mode, a window that would start in the
 * padding after the input is left out.
 */
export type PoolShape<
  Operation extends string,
  Axes extends AxisCount,
  X extends Shape,
  Kernel,
  Stride = Kernel,
  Padding = 0,
  Dilation = 1,
  CeilMode = false,
> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? Windows<
        SiteOf<Operation, 'input', ['input', X]>,
        AxisNames[Axes],
        Lengths,
        Kernel,
        Stride,
        Padding,
        Dilation,
        { readonly ceilMode: CeilMode & boolean; readonly touching: true }
      > extends infer Output
      ? Output extends readonly unknown[]
        ? [N, C, ...Output]
        : Output
      : never
    : RankError<Operation, 'input', ImageLetters[Axes], X>;

/**
 * The rule of pools, by the number of `axes`.
 *
 * @throws ShapeError with the sentence of {@link PoolShape}.
 * @example
 * ```ts
 * console.log(poolRule('maxPool2d', [8, 16, 28, 28], { kernel: 2 }).shape);   // [8, 16, 14, 14]
 * ```
 */
export function poolRule(operation: string, x: readonly number[], options: PoolOptions, axes = 2): PoolRule {
  const { kernel, stride = kernel, ceilMode = false } = options;
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  assertBoolean(operation, 'ceilMode', ceilMode);
  const site: Site = { operation, image: 'input', operands: () => `input ${showShape(x)}` };
  const [batch, channels, ...lengths] = x as [number, number, ...number[]];
  const geometry = windowGeometry(site, lengths, { ...options, stride }, { ceilMode, touching: true });
  return { shape: [batch, channels, ...geometry.map((axis) => axis.output)], geometry, planes: batch * channels };
}
