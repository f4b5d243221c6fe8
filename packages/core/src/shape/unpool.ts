/** The rule of max unpooling: `[N, C, ...input]` and indices of that shape to `[N, C, ...output]`. */
import { ShapeError } from '../errors.ts';
import type { Add, Lt, Mul, Sub } from './arithmetic.ts';
import {
  assertRank,
  AXIS_NAMES,
  type AxisCount,
  axisLetters,
  type AxisNames,
  type ImageLetters,
  type OfImage,
  type RankError,
} from './rank.ts';
import { type At, nonNegativePerAxis, type PerAxis, positivePerAxis, type ShowOperands } from './rule.ts';
import { type SameShape, sameRule } from './same.ts';
import { assertShape, type Known, type KnownPositive, type Shape, showShape } from './shape.ts';
import { assertNonEmptyAxis, type EmptyAxisError, type Site } from './window.ts';

/** Options of max unpooling: those of the pool, and the size of its input. */
export interface UnpoolOptions {
  /** Of the pool that is undone, whose input had as few cells as it could. */
  readonly kernel?: PerAxis | undefined;
  /** Default: the kernel. */
  readonly stride?: PerAxis | undefined;
  /** That of the pool. Default 0. */
  readonly padding?: PerAxis;
  /** The lengths of the output's axes, instead. */
  readonly outputSize?: PerAxis | undefined;
}

export interface UnpoolRule {
  /** Of the result. */
  readonly shape: number[];
}

/** The shape of a max unpool, or the sentence that says why there is none. */
export type UnpoolShape<
  Operation extends string,
  Axes extends AxisCount,
  X extends Shape,
  Indices extends Shape,
  Kernel = undefined,
  Stride = Kernel,
  Padding = 0,
  OutputSize = undefined,
> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? SameShape<Operation, X, Indices> extends infer Same
      ? Same extends string
        ? Same
        : [Kernel] extends [undefined]
          ? [OutputSize] extends [undefined]
            ? `${Operation}: neither kernel nor outputSize is given (${ShowOperands<['input', X]>})`
            : EachAxis<Operation, X, Lengths, AxisNames[Axes], 0, 0, 0, OutputSize> extends infer Output
              ? Output extends readonly unknown[]
                ? [N, C, ...Output]
                : Output
              : never
          : [OutputSize] extends [undefined]
            ? EachAxis<Operation, X, Lengths, AxisNames[Axes], Kernel, Stride, Padding, undefined> extends infer Output
              ? Output extends readonly unknown[]
                ? [N, C, ...Output]
                : Output
              : never
            : `${Operation}: kernel and outputSize are both given (${ShowOperands<['input', X]>})`
      : never
    : RankError<Operation, 'input', ImageLetters[Axes], X>;

type EachAxis<
  Operation extends string,
  X extends Shape,
  Lengths extends readonly unknown[],
  Names extends readonly string[],
  Kernel,
  Stride,
  Padding,
  OutputSize,
  Output extends readonly unknown[] = [],
> = [Lengths, Names] extends [
  readonly [infer Length, ...infer MoreLengths],
  readonly [infer Name extends string, ...infer MoreNames extends readonly string[]],
]
  ? AxisSize<
      Operation,
      X,
      Name,
      Known<Length>,
      KnownPositive<At<Kernel, Output['length']>>,
      KnownPositive<At<Stride, Output['length']>>,
      Known<At<Padding, Output['length']>>,
      OutputSize extends undefined ? undefined : KnownPositive<At<OutputSize, Output['length']>>
    > extends infer Size
    ? Size extends string
      ? Size
      : EachAxis<Operation, X, MoreLengths, MoreNames, Kernel, Stride, Padding, OutputSize, [...Output, Size]>
    : never
  : Output;

type AxisSize<
  Operation extends string,
  X extends Shape,
  Name extends string,
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Padding extends number,
  Size,
> = Input extends 0
  ? EmptyAxisError<Operation, 'input', Name, ['input', X]>
  : Size extends number
    ? Size
    : [Add<Mul<Sub<Input, 1>, Stride>, Kernel>, Add<Padding, Padding>] extends [
          infer Full extends number,
          infer Crop extends number,
        ]
      ? Lt<Crop, Full> extends false
        ? `${Operation}: padding takes all ${Full} cells of the output ${Name} (${ShowOperands<['input', X]>})`
        : Sub<Full, Crop>
      : never;

/**
 * The rule of max unpooling, by the number of `axes`.
 *
 * @throws ShapeError with the sentence of {@link UnpoolShape}.
 * @example
 * ```ts
 * console.log(unpoolRule('maxUnpool2d', [1, 3, 4, 4], [1, 3, 4, 4], { kernel: 2 }).shape);   // [1, 3, 8, 8]
 * ```
 */
export function unpoolRule(
  operation: string,
  x: readonly number[],
  indices: readonly number[],
  options: UnpoolOptions,
  axes = 2,
): UnpoolRule {
  assertShape(operation, x, 'input');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  sameRule(operation, x, indices);
  const { kernel, stride = kernel, padding = 0, outputSize } = options;
  const operands = (): string => `input ${showShape(x)}`;
  if (kernel === undefined && outputSize === undefined) {
    throw new ShapeError(`${operation}: neither kernel nor outputSize is given (${operands()})`);
  }
  if (kernel !== undefined && outputSize !== undefined) {
    throw new ShapeError(`${operation}: kernel and outputSize are both given (${operands()})`);
  }
  const site: Site = { operation, image: 'input', operands };
  const sizes = outputSize === undefined ? [] : positivePerAxis(operation, 'outputSize', outputSize, axes);
  const kernels = kernel === undefined ? [] : positivePerAxis(operation, 'kernel', kernel, axes);
  const strides = stride === undefined ? [] : positivePerAxis(operation, 'stride', stride, axes);
  const pads = nonNegativePerAxis(operation, 'padding', padding, axes);
  const output = x.slice(2).map((length, i) => {
    const name = AXIS_NAMES[axes]![i]!;
    assertNonEmptyAxis(site, name, length);
    return sizes[i] ?? pooledSize(site, name, (length - 1) * strides[i]! + kernels[i]!, 2 * pads[i]!);
  });
  return { shape: [...x.slice(0, 2), ...output] };
}

/** The fewest cells that a pool makes so many windows of. */
function pooledSize({ operation, operands }: Site, name: string, full: number, padding: number): number {
  if (padding < full) return full - padding;
  throw new ShapeError(`${operation}: padding takes all ${full} cells of the output ${name} (${operands()})`);
}
