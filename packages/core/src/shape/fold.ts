/** The rule of fold, the adjoint of unfold: `[N, C * K, P]` to `[N, C, ...output]`. */
import { ShapeError } from '../errors.ts';
import type { Div, Mod } from './arithmetic.ts';
import type { Geometry } from './geometry.ts';
import { assertRank, type AxisNames, type RankError } from './rank.ts';
import { type PerAxis, positivePerAxis } from './rule.ts';
import {
  assertShape,
  type Differ,
  type IsDynamic,
  type Known,
  type KnownPositive,
  type Product,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { countWindows, type KernelArea } from './unfold.ts';
import { type Site, type SiteOf, windowGeometry, type WindowOptions, type Windows } from './window.ts';

export interface FoldOptions extends WindowOptions {
  /** The lengths of the image's axes, which the number of windows leaves open: 1 to 3, or a number for both of two. */
  readonly outputSize: PerAxis;
}

export interface FoldRule {
  /** Of the result. */
  readonly shape: number[];
  /** That of the unfold: `axis.input` is the size of this operation's output. */
  readonly geometry: Geometry;
  readonly batch: number;
  /** Of the image. */
  readonly channels: number;
}

/** The shape of `fold(x)`, or the sentence that says why there is none. */
export type FoldShape<X extends Shape, OutputSize, Kernel, Stride = 1, Padding = 0, Dilation = 1> =
  OfRank3<X> extends readonly [infer N, infer Rows, infer P]
    ? FoldSize<OutputSize> extends infer Size extends Shape
      ? Size['length'] extends keyof AxisNames
        ? Windows<
            SiteOf<'fold', 'output', ['input', X, 'output size', Size]>,
            AxisNames[Size['length']],
            Size,
            Kernel,
            Stride,
            Padding,
            Dilation
          > extends infer Places
          ? Places extends Shape
            ? FoldError<X, Size, Rows, P, KernelArea<Kernel, Size>, Product<Places>> extends infer Sentence
              ? [Sentence] extends [never]
                ? [N, Div<Known<Rows>, KernelArea<Kernel, Size>>, ...Size]
                : Sentence
              : never
            : Places
          : never
        : number[]
      : never
    : RankError<'fold', 'input', '[N, C*K, P]', X>;

/** Sizes that are no positive integers are not known here: they are reported at the option. */
type FoldSize<OutputSize> = OutputSize extends readonly unknown[]
  ? { -readonly [I in keyof OutputSize]: KnownPositive<OutputSize[I]> }
  : [KnownPositive<OutputSize>, KnownPositive<OutputSize>];

type OfRank3<S extends Shape> =
  IsDynamic<S> extends true ? [number, number, number] : [S] extends [readonly [unknown, unknown, unknown]] ? S : false;

type FoldError<X extends Shape, Size extends Shape, Rows, P, Area extends number, Places extends number> =
  Mod<Known<Rows>, Area> extends infer Rest extends number
    ? Differ<Rest, 0> extends true
      ? `fold: ${Show<Rows>} rows are no multiple of the ${Area} cells of a kernel (input ${ShowShape<X>})`
      : Differ<P, Places> extends true
        ? `fold: input has ${Show<P>} columns but the kernel has ${Places} places in the output (input ${ShowShape<X>}, output size ${ShowShape<Size>})`
        : never
    : never;

/**
 * The rule of fold, for images of 1 to 3 axes.
 *
 * @throws ShapeError with the sentence of {@link FoldShape}.
 * @example
 * ```ts
 * console.log(foldRule('fold', [1, 9, 4], { outputSize: [4, 4], kernel: 3 }).shape);   // [1, 1, 4, 4]
 * ```
 */
export function foldRule(operation: string, x: readonly number[], options: FoldOptions): FoldRule {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C*K', 'P']);
  const size = positivePerAxis(operation, 'outputSize', options.outputSize, axesOf(options.outputSize));
  const operands = (): string => `input ${showShape(x)}, output size ${showShape(size)}`;
  const site: Site = { operation, image: 'output', operands };
  const geometry = windowGeometry(site, size, options);
  const { area, places } = countWindows(geometry);
  const [batch, rows, columns] = x as [number, number, number];
  if (rows % area !== 0) {
    throw new ShapeError(
      `${operation}: ${rows} rows are no multiple of the ${area} cells of a kernel (input ${showShape(x)})`,
    );
  }
  if (columns !== places) {
    throw new ShapeError(
      `${operation}: input has ${columns} columns but the kernel has ${places} places in the output (${operands()})`,
    );
  }
  return { shape: [batch, rows / area, ...size], geometry, batch, channels: rows / area };
}

/** A list has one length per axis; one that is too long or empty is reported as if two were wanted. */
function axesOf(outputSize: PerAxis): number {
  return Array.isArray(outputSize) && outputSize.length >= 1 && outputSize.length <= 3 ? outputSize.length : 2;
}
