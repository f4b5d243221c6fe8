/** The rule of transposed convolution: `[N, C, ...input]` and `[C, O / groups, ...kernel]` to `[N, O, ...output]`. */
import { ShapeError } from '../errors.ts';
import type { Add, Lt, Mul, Sub } from './arithmetic.ts';
import { type Extent, extentOf, sameAxis } from './axis.ts';
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
import type { Axis } from './geometry.ts';
import { padsPerAxis, type PadsAt } from './padding.ts';
import { assertRank, AXIS_NAMES, axisLetters, type OfRank4, type RankError } from './rank.ts';
import {
  assertPositive,
  type At2,
  nonNegativePerAxis,
  type PerAxis,
  positivePerAxis,
  type ShowOperands,
} from './rule.ts';
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
import { assertNonEmptyAxis, type EmptyAxisError, type Site } from './window.ts';

export interface ConvTransposeOptions extends ConvOptions {
  /** Cells added at the end of each axis of the output: the stride leaves open how long it was. */
  readonly outputPadding?: PerAxis;
}

/** The shape of `convTranspose2d(x, weight)`, or the sentence that says why there is none. */
export type ConvTranspose2dShape<
  X extends Shape,
  W extends Shape,
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  OutputPadding = 0,
  Groups = 1,
> =
  OfRank4<X> extends readonly [infer N, infer C, infer H, infer Wd]
    ? OfRank4<W> extends readonly [infer I, infer O, infer KH, infer KW]
      ? ChannelsError<X, W, C, I, KnownPositive<Groups>> extends infer Sentence
        ? [Sentence] extends [never]
          ? AxisAt<X, W, 'height', 0, H, KH, Stride, Padding, Dilation, OutputPadding> extends infer OH
            ? OH extends string
              ? OH
              : AxisAt<X, W, 'width', 1, Wd, KW, Stride, Padding, Dilation, OutputPadding> extends infer OW
                ? OW extends string
                  ? OW
                  : [N, Groups extends 1 ? O : Mul<Known<O>, KnownPositive<Groups>>, OH, OW]
                : never
            : never
          : Sentence
        : never
      : RankError<'convTranspose2d', 'weight', '[I, O/groups, KH, KW]', W>
    : RankError<'convTranspose2d', 'input', '[N, C, H, W]', X>;

/** The sentence about a weight and channels that do not fit; never where they do. */
type ChannelsError<X extends Shape, W extends Shape, C, I, Groups extends number> =
  HasZero<W> extends true
    ? EmptyWeightError<'convTranspose2d', W>
    : Differ<C, I> extends true
      ? `convTranspose2d: input has ${Show<C>} channels but weight ${ShowShape<W>} expects ${Show<I>} (input ${ShowShape<X>})`
      : Divides<Groups, C> extends false
        ? GroupsError<'convTranspose2d', Groups, C, 'input', ['input', X, 'weight', W]>
        : Divides<Groups, I> extends false // where the channels of the input are not known
          ? GroupsError<'convTranspose2d', Groups, I, 'input', ['input', X, 'weight', W]>
          : never;

type AxisAt<
  X extends Shape,
  W extends Shape,
  Name extends string,
  At extends 0 | 1,
  Input,
  Kernel,
  Stride,
  Padding,
  Dilation,
  OutputPadding,
> = AxisSize<
  Name,
  Known<Input>,
  KnownPositive<Kernel>,
  KnownPositive<At2<Stride, At>>,
  PadsAt<Padding, At>,
  KnownPositive<At2<Dilation, At>>,
  Known<At2<OutputPadding, At>>,
  ['input', X, 'weight', W]
>;

type AxisSize<
  Name extends string,
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Pads,
  Dilation extends number,
  Extra extends number,
  Operands extends readonly unknown[],
> = Input extends 0
  ? EmptyAxisError<'convTranspose2d', 'input', Name, Operands>
  : IsExcess<Extra, Stride, Dilation> extends true
    ? `convTranspose2d: outputPadding ${Extra} must be smaller than stride ${Stride} or dilation ${Dilation} (${ShowOperands<Operands>})`
    : Pads extends [infer Before extends number, infer After extends number]
      ? [FullSize<Input, Kernel, Stride, Dilation, Extra>, Add<Before, After>] extends [
          infer Full extends number,
          infer Crop extends number,
        ]
        ? Lt<Crop, Full> extends false
          ? `convTranspose2d: padding takes all ${Full} cells of the output ${Name} (${ShowOperands<Operands>})`
          : Sub<Full, Crop>
        : never
      : number extends Extra
        ? Mul<Input, Stride>
        : Extra extends 0
          ? Mul<Input, Stride>
          : `convTranspose2d: outputPadding must be 0 with padding 'same', got ${Extra} (${ShowOperands<Operands>})`;

/** Whether the output padding is known to be smaller than neither the stride nor the dilation. */
type IsExcess<Extra extends number, Stride extends number, Dilation extends number> = Extra extends 0
  ? false
  : [Lt<Extra, Stride>, Lt<Extra, Dilation>] extends [false, false]
    ? true
    : false;

/** `(input - 1) * stride + extent + output padding`: the output before padding is taken off. */
type FullSize<
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Dilation extends number,
  Extra extends number,
> = Add<Add<Mul<Sub<Input, 1>, Stride>, Extent<Kernel, Dilation>>, Extra>;

/**
 * The rule of `convTranspose1d`, `2d` and `3d`, by the number of `axes`. The geometry is that of the convolution that
 * it transposes: `axis.input` is the size of this operation's output and `axis.output` that of its input. With padding
 * 'same' the output is `input * stride`, which a convolution with 'same' takes back to the input.
 *
 * @throws ShapeError with the sentence of {@link ConvTranspose2dShape}.
 */
export function convTransposeRule(
  operation: string,
  x: readonly number[],
  weight: readonly number[],
  options: ConvTransposeOptions = {},
  axes = 2,
): ConvRule {
  const { stride = 1, padding = 0, dilation = 1, outputPadding = 0, groups = 1 } = options;
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

  const strides = positivePerAxis(operation, 'stride', stride, axes);
  const dilations = positivePerAxis(operation, 'dilation', dilation, axes);
  const extras = nonNegativePerAxis(operation, 'outputPadding', outputPadding, axes);
  const pads = padsPerAxis(operation, padding, axes);
  const geometry = lengths.map((length, i) => {
    const name = AXIS_NAMES[axes]![i]!;
    const window = { kernel: kernels[i]!, stride: strides[i]!, dilation: dilations[i]! };
    assertNonEmptyAxis(site, name, length);
    return transposedAxis(site, name, length, window, pads === 'same' ? pads : pads[i]!, extras[i]!);
  });
  const outChannels = perGroup * groups;
  const shape = [batch, outChannels, ...geometry.map((axis) => axis.input)];
  return { shape, geometry, batch, inChannels, outChannels, groups };
}

function transposedAxis(
  site: Site,
  name: string,
  length: number,
  window: Pick<Axis, 'kernel' | 'stride' | 'dilation'>,
  pads: readonly [number, number] | 'same',
  extra: number,
): Axis {
  const { kernel, stride, dilation } = window;
  if (extra > 0 && extra >= stride && extra >= dilation) {
    throw new ShapeError(
      `${site.operation}: outputPadding ${extra} must be smaller than stride ${stride} or dilation ${dilation} ` +
        `(${site.operands()})`,
    );
  }
  if (pads === 'same') {
    if (extra === 0) return sameAxis({ input: length * stride, ...window });
    throw new ShapeError(
      `${site.operation}: outputPadding must be 0 with padding 'same', got ${extra} (${site.operands()})`,
    );
  }
  const [padBefore, padAfter] = pads;
  const full = (length - 1) * stride + extentOf(kernel, dilation) + extra;
  if (padBefore + padAfter >= full) {
    throw new ShapeError(
      `${site.operation}: padding takes all ${full} cells of the output ${name} (${site.operands()})`,
    );
  }
  return { input: full - padBefore - padAfter, output: length, ...window, padBefore, padAfter };
}
