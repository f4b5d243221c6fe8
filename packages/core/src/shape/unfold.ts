/** The rule of unfold: `[N, C, ...input]` to `[N, C * K, P]`, for kernels of K cells at P places. */
import type { Mul } from './arithmetic.ts';
import type { Geometry } from './geometry.ts';
import { axesOfImage, type AxisNames } from './rank.ts';
import type { At } from './rule.ts';
import {
  assertShape,
  type IsDynamic,
  type Known,
  type KnownPositive,
  type Product,
  type Shape,
  type ShowShape,
  showShape,
} from './shape.ts';
import { type Site, type SiteOf, windowGeometry, type WindowOptions, type Windows } from './window.ts';

export interface UnfoldRule {
  /** Of the result. */
  readonly shape: number[];
  readonly geometry: Geometry;
  readonly batch: number;
  /** Of the image. */
  readonly channels: number;
}

/** The shape of `unfold(x)`, or the sentence that says why there is none. The rank tells how many axes the windows have. */
export type UnfoldShape<X extends Shape, Kernel, Stride = 1, Padding = 0, Dilation = 1> =
  IsDynamic<X> extends true
    ? [number, number, number]
    : X extends readonly [infer N, infer C, ...infer Lengths]
      ? Lengths['length'] extends keyof AxisNames
        ? Windows<
            SiteOf<'unfold', 'input', ['input', X]>,
            AxisNames[Lengths['length']],
            Lengths,
            Kernel,
            Stride,
            Padding,
            Dilation
          > extends infer Output
          ? Output extends Shape
            ? [N, Mul<Known<C>, KernelArea<Kernel, Lengths>>, Product<Output>]
            : Output
          : never
        : UnfoldRankError<X>
      : UnfoldRankError<X>;

type UnfoldRankError<X extends Shape> =
  `unfold: input must be [N, C, ...] with 1 to 3 axes, got ${X['length']} dimensions (input ${ShowShape<X>})`;

/** The number of cells of a kernel on as many axes as `Lengths` has. */
export type KernelArea<Kernel, Lengths extends readonly unknown[]> = Product<KernelLengths<Kernel, Lengths>>;

type KernelLengths<
  Kernel,
  Lengths extends readonly unknown[],
  Result extends number[] = [],
> = Lengths extends readonly [unknown, ...infer Rest]
  ? KernelLengths<Kernel, Rest, [...Result, KnownPositive<At<Kernel, Result['length']>>]>
  : Result;

/**
 * The rule of unfold, for images of 1 to 3 axes.
 *
 * @throws ShapeError with the sentence of {@link UnfoldShape}.
 * @example
 * ```ts
 * console.log(unfoldRule('unfold', [1, 3, 8, 8], { kernel: 3 }).shape);   // [1, 27, 36]
 * ```
 */
export function unfoldRule(operation: string, x: readonly number[], options: WindowOptions): UnfoldRule {
  assertShape(operation, x, 'input');
  axesOfImage(operation, x);
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
