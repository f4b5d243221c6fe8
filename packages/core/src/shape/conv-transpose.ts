/** The rule of transposed convolution: `[N, C, ...input]` and `[C, O / groups, ...kernel]` to `[N, O, ...output]`. */
import { ShapeError } from '../errors.ts';
import type { Add, Lt, Mul, Sub } from './arithmetic.ts';
import type { Extent } from './axis.ts';
import {
  assertDivides,
  assertNonEmptyWeight,
  type ConvOptions,
  type ConvRule,
  type Divides,
  type EmptyWeightError,
  type GroupsError,
  type HasZero,
} from './conv.ts';
import type { PadsAt } from './padding.ts';
import {
  assertRank,
  type AxisCount,
  axisLetters,
  type AxisNames,
  type ImageLetters,
  type OfImage,
  type RankError,
} from './rank.ts';
import { assertPositive, type At, type ShowOperands } from './rule.ts';
import {
  assertShape,
  type Differ,
  type Known,
  type KnownPositive,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { type Placement, transposedGeometry } from './transposed.ts';
import type { EmptyAxisError, Site, SiteOf, SiteType } from './window.ts';

/**
 * Options of a transposed convolution that decide its shape: those of the convolution it transposes, and where its output
 * ends.
 */
export interface ConvTransposeOptions extends ConvOptions, Placement {}

/**
 * The shape of `convTranspose1d(x, weight)`, `convTranspose2d` or `convTranspose3d`, or the sentence that says why there is
 * none.
 */
export type ConvTransposeShape<
  Axes extends AxisCount,
  X extends Shape,
  W extends Shape,
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  OutputPadding = 0,
  Groups = 1,
  OutputSize = undefined,
> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? OfImage<W, Axes> extends readonly [infer I, infer O, ...infer Kernel]
      ? ChannelsError<TransposeName<Axes>, X, W, C, I, KnownPositive<Groups>> extends infer Sentence
        ? [Sentence] extends [never]
          ? Placed<
              SiteOf<TransposeName<Axes>, 'input', ['input', X, 'weight', W]>,
              AxisNames[Axes],
              Lengths,
              Kernel,
              Stride,
              Padding,
              Dilation,
              OutputPadding,
              OutputSize
            > extends infer Output
            ? Output extends readonly unknown[]
              ? [N, Groups extends 1 ? O : Mul<Known<O>, KnownPositive<Groups>>, ...Output]
              : Output
            : never
          : Sentence
        : never
      : RankError<TransposeName<Axes>, 'weight', TransposeWeightLetters[Axes], W>
    : RankError<TransposeName<Axes>, 'input', ImageLetters[Axes], X>;

type TransposeName<Axes extends AxisCount> = `convTranspose${Axes}d`;

interface TransposeWeightLetters {
  readonly 1: '[I, O/groups, KW]';
  readonly 2: '[I, O/groups, KH, KW]';
  readonly 3: '[I, O/groups, KD, KH, KW]';
}

/** The sentence about a weight and channels that do not fit; never where they do. */
type ChannelsError<Name extends string, X extends Shape, W extends Shape, C, I, Groups extends number> =
  HasZero<W> extends true
    ? EmptyWeightError<Name, W>
    : Differ<C, I> extends true
      ? `${Name}: input has ${Show<C>} channels but weight ${ShowShape<W>} expects ${Show<I>} (input ${ShowShape<X>})`
      : Divides<Groups, C> extends false
        ? GroupsError<Name, Groups, C, 'input', ['input', X, 'weight', W]>
        : Divides<Groups, I> extends false // where the channels of the input are not known
          ? GroupsError<Name, Groups, I, 'input', ['input', X, 'weight', W]>
          : never;

/** The lengths of the output's axes, or the sentence that says why there are none. */
type Placed<
  Site extends SiteType,
  Names extends readonly string[],
  Lengths extends readonly unknown[],
  Kernel,
  Stride,
  Padding,
  Dilation,
  OutputPadding,
  OutputSize,
  Output extends readonly unknown[] = [],
> = [Names, Lengths] extends [
  readonly [infer Name extends string, ...infer OtherNames extends readonly string[]],
  readonly [infer Length, ...infer OtherLengths],
]
  ? AxisSize<
      Site,
      Name,
      Known<Length>,
      KnownPositive<At<Kernel, Output['length']>>,
      KnownPositive<At<Stride, Output['length']>>,
      PadsAt<Padding, Output['length']>,
      KnownPositive<At<Dilation, Output['length']>>,
      Known<At<OutputPadding, Output['length']>>,
      OutputSize extends undefined ? undefined : KnownPositive<At<OutputSize, Output['length']>>
    > extends infer Size
    ? Size extends string
      ? Size
      : Placed<
          Site,
          OtherNames,
          OtherLengths,
          Kernel,
          Stride,
          Padding,
          Dilation,
          OutputPadding,
          OutputSize,
          [...Output, Size]
        >
    : never
  : Output;

type AxisSize<
  Site extends SiteType,
  Name extends string,
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Pads,
  Dilation extends number,
  Extra extends number,
  Size,
> = Input extends 0
  ? EmptyAxisError<Site['operation'], 'input', Name, Site['operands']>
  : Size extends number
    ? SizeInRange<Site, Name, SizeRange<Input, Kernel, Stride, Pads, Dilation>, Extra, Size>
    : IsExcess<Extra, Stride, Dilation> extends true
      ? `${Site['operation']}: outputPadding ${Extra} must be smaller than stride ${Stride} or dilation ${Dilation} (${ShowOperands<Site['operands']>})`
      : Pads extends [infer Before extends number, infer After extends number]
        ? [Add<FullSize<Input, Kernel, Stride, Dilation>, Extra>, Add<Before, After>] extends [
            infer Full extends number,
            infer Crop extends number,
          ]
          ? Lt<Crop, Full> extends false
            ? `${Site['operation']}: padding takes all ${Full} cells of the output ${Name} (${ShowOperands<Site['operands']>})`
            : Sub<Full, Crop>
          : never
        : number extends Extra
          ? Mul<Input, Stride>
          : Extra extends 0
            ? Mul<Input, Stride>
            : `${Site['operation']}: outputPadding must be 0 with padding '${Pads & string}', got ${Extra} (${ShowOperands<Site['operands']>})`;

/** The size that was asked for, if it is one of those that the convolution takes to the input. */
type SizeInRange<
  Site extends SiteType,
  Name extends string,
  Range extends readonly [number, number],
  Extra extends number,
  Size extends number,
> = number extends Extra
  ? Size
  : Extra extends 0
    ? Range extends [infer Low extends number, infer High extends number]
      ? IsOutside<Size, Low, High> extends true
        ? `${Site['operation']}: outputSize ${Size} must be from ${Low} to ${High} in the output ${Name} (${ShowOperands<Site['operands']>})`
        : Size
      : never
    : `${Site['operation']}: outputSize and outputPadding exclude each other (${ShowOperands<Site['operands']>})`;

/** Whether a size is known to be out of a range. */
type IsOutside<Size extends number, Low extends number, High extends number> =
  Lt<Size, Low> extends true ? true : Lt<High, Size> extends true ? true : false;

/** The smallest and the largest output; padding may leave nothing of either, which counts as 1. */
type SizeRange<
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Pads,
  Dilation extends number,
> = Pads extends [infer Before extends number, infer After extends number]
  ? [FullSize<Input, Kernel, Stride, Dilation>, Add<Before, After>] extends [
      infer Full extends number,
      infer Crop extends number,
    ]
    ? [
        AtLeast1<Full, Crop>,
        AtLeast1<Add<Full, Lt<Stride, Dilation> extends true ? Sub<Dilation, 1> : Sub<Stride, 1>>, Crop>,
      ]
    : never
  : [Add<Mul<Sub<Input, 1>, Stride>, 1>, Mul<Input, Stride>];

/** `max(1, Full - Crop)` */
type AtLeast1<Full extends number, Crop extends number> = Lt<Crop, Full> extends false ? 1 : Sub<Full, Crop>;

/** Whether the output padding is known to be smaller than neither the stride nor the dilation. */
type IsExcess<Extra extends number, Stride extends number, Dilation extends number> = Extra extends 0
  ? false
  : [Lt<Extra, Stride>, Lt<Extra, Dilation>] extends [false, false]
    ? true
    : false;

/** `(input - 1) * stride + extent`: the output before padding is taken off. */
type FullSize<Input extends number, Kernel extends number, Stride extends number, Dilation extends number> = Add<
  Mul<Sub<Input, 1>, Stride>,
  Extent<Kernel, Dilation>
>;

/**
 * The rule of `convTranspose1d`, `2d` and `3d`, by the number of `axes`. The geometry is that of the convolution that
 * it transposes: `axis.input` is the size of this operation's output and `axis.output` that of its input. With padding
 * 'same' the output is `input * stride`, which a convolution with 'same' takes back to the input.
 *
 * @throws ShapeError with the sentence of {@link ConvTransposeShape}.
 * @example
 * ```ts
 * console.log(convTransposeRule('convTranspose2d', [1, 16, 4, 4], [16, 3, 2, 2], { stride: 2 }).shape);   // [1, 3, 8, 8]
 * ```
 */
export function convTransposeRule(
  operation: string,
  x: readonly number[],
  weight: readonly number[],
  options: ConvTransposeOptions = {},
  axes = 2,
): ConvRule {
  const { groups = 1 } = options;
  assertShape(operation, x, 'input');
  assertShape(operation, weight, 'weight');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  assertRank(operation, 'weight', weight, ['I', 'O/groups', ...axisLetters(axes, 'K')]);
  assertPositive(operation, 'groups', groups);
  const site: Site = {
    operation,
    image: 'input',
    operands: () => `input ${showShape(x)}, weight ${showShape(weight)}`,
  };
  const [batch, inChannels, ...lengths] = x as [number, number, ...number[]];
  const [expected, perGroup, ...kernels] = weight as [number, number, ...number[]];
  assertNonEmptyWeight(operation, weight);
  if (inChannels !== expected) {
    throw new ShapeError(
      `${operation}: input has ${inChannels} channels but weight ${showShape(weight)} expects ${expected} ` +
        `(input ${showShape(x)})`,
    );
  }
  assertDivides(site, groups, inChannels, 'input');

  const geometry = transposedGeometry(site, lengths, { ...options, kernel: kernels });
  const outChannels = perGroup * groups;
  const shape = [batch, outChannels, ...geometry.map((axis) => axis.input)];
  return { shape, geometry, batch, inChannels, outChannels, groups };
}
