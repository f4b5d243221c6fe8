/** The rule of unfold: `[N, C, ...input]` to `[N, C * K, P]`, for kernels of K cells at P places. */
import type { Mul } from './arithmetic.ts';
import type { Geometry } from './geometry.ts';
import { assertRank, axisLetters, type OfRank4, type RankError } from './rank.ts';
import type { At2 } from './rule.ts';
import { assertShape, type Known, type KnownPositive, type Shape, showShape } from './shape.ts';
import { type Site, type SiteOf, type Window2d, windowGeometry, type WindowOptions } from './window.ts';

export interface UnfoldRule {
  /** Of the result. */
  readonly shape: number[];
  readonly geometry: Geometry;
  readonly batch: number;
  /** Of the image. */
  readonly channels: number;
}

/** The shape of `unfold(x)`, or the sentence that says why there is none. */
export type Unfold2dShape<X extends Shape, Kernel, Stride = 1, Padding = 0, Dilation = 1> =
  OfRank4<X> extends readonly [infer N, infer C, infer H, infer W]
    ? Window2d<
        SiteOf<'unfold', 'input', ['input', X]>,
        H,
        W,
        At2<Kernel, 0>,
        At2<Kernel, 1>,
        Stride,
        Padding,
        Dilation
      > extends infer Output
      ? Output extends readonly [infer OH extends number, infer OW extends number]
        ? [N, Mul<Known<C>, KernelArea<Kernel>>, Mul<OH, OW>]
        : Output
      : never
    : RankError<'unfold', 'input', '[N, C, H, W]', X>;

/** The number of cells of a kernel. */
export type KernelArea<Kernel> = Mul<KnownPositive<At2<Kernel, 0>>, KnownPositive<At2<Kernel, 1>>>;

/**
 * The rule of unfold, by the number of `axes`.
 *
 * @throws ShapeError with the sentence of {@link Unfold2dShape}.
 */
export function unfoldRule(operation: string, x: readonly number[], options: WindowOptions, axes = 2): UnfoldRule {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  const site: Site = { operation, image: 'input', operands: () => `input ${showShape(x)}` };
  const [batch, channels, ...lengths] = x as [number, number, ...number[]];
  const geometry = windowGeometry(site, lengths, options);
  const { area, places } = countWindows(geometry);
  return { shape: [batch, channels * area, places], geometry, batch, channels };
}

/** The cells of a kernel, and the places where it is put. */
export function countWindows(geometry: Geometry): { area: number; places: number } {
  return {
    area: geometry.reduce((cells, axis) => cells * axis.kernel, 1),
    places: geometry.reduce((cells, axis) => cells * axis.output, 1),
  };
}
