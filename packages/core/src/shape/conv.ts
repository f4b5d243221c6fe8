/** The rule of convolution: `[N, C, ...input]` and `[O, C / groups, ...kernel]` to `[N, O, ...output]`. */
import { ShapeError } from '../errors.ts';
import type { Mod, Mul } from './arithmetic.ts';
import type { Geometry } from './geometry.ts';
import type { Padding } from './padding.ts';
import {
  assertRank,
  type AxisCount,
  axisLetters,
  type AxisNames,
  type ImageLetters,
  type OfImage,
  type RankError,
} from './rank.ts';
import { assertPositive, type PerAxis, type ShowOperands } from './rule.ts';
import {
  assertShape,
  type Differ,
  type IsZero,
  type Known,
  type KnownPositive,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';
import { type Site, type SiteOf, windowGeometry, type Windows } from './window.ts';

/** Options of a convolution that decide its shape. */
export interface ConvOptions {
  /** Cells from one window to the next. Default 1. */
  readonly stride?: PerAxis;
  /** Cells around the input. Default 0. */
  readonly padding?: Padding;
  /** Cells from one tap to the next. Default 1. */
  readonly dilation?: PerAxis;
  /** Independent convolutions side by side. Default 1. */
  readonly groups?: number;
}

/** What a kernel needs to know of a convolution. */
export interface ConvRule {
  /** Of the result. */
  readonly shape: number[];
  /** Sizes along each spatial axis. */
  readonly geometry: Geometry;
  /** Images; 1 where x has no dimension for them. */
  readonly batch: number;
  /** Channels of x. */
  readonly inChannels: number;
  /** Channels of the result. */
  readonly outChannels: number;
  /** Independent convolutions side by side. */
  readonly groups: number;
}

/**
 * The shape of `conv1d(x, weight)`, `conv2d` or `conv3d`, or the sentence that says why there is none. Options that are wrong
 * by themselves (a stride of 0) are not reported here but at the option, by `Positive` and `NonNegative`.
 */
export type ConvShape<
  Axes extends AxisCount,
  X extends Shape,
  W extends Shape,
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  Groups = 1,
> =
  OfImage<X, Axes> extends readonly [infer N, infer C, ...infer Lengths]
    ? OfImage<W, Axes> extends readonly [infer O, infer I, ...infer Kernel]
      ? ChannelsError<ConvName<Axes>, X, W, C, O, I, KnownPositive<Groups>> extends infer Sentence
        ? [Sentence] extends [never]
          ? Windows<
              SiteOf<ConvName<Axes>, 'input', ['input', X, 'weight', W]>,
              AxisNames[Axes],
              Lengths,
              Kernel,
              Stride,
              Padding,
              Dilation
            > extends infer Output
            ? Output extends readonly unknown[]
              ? [N, O, ...Output]
              : Output
            : never
          : Sentence
        : never
      : RankError<ConvName<Axes>, 'weight', ConvWeightLetters[Axes], W>
    : RankError<ConvName<Axes>, 'input', ImageLetters[Axes], X>;

type ConvName<Axes extends AxisCount> = `conv${Axes}d`;

interface ConvWeightLetters {
  readonly 1: '[O, I/groups, KW]';
  readonly 2: '[O, I/groups, KH, KW]';
  readonly 3: '[O, I/groups, KD, KH, KW]';
}

/** The sentence about a weight and channels that do not fit; never where they do. */
type ChannelsError<Name extends string, X extends Shape, W extends Shape, C, O, I, Groups extends number> =
  HasZero<W> extends true
    ? EmptyWeightError<Name, W>
    : Divides<Groups, C> extends false
      ? GroupsError<Name, Groups, C, 'input', ['input', X, 'weight', W]>
      : Mul<Known<I>, Groups> extends infer Expected extends number
        ? Differ<C, Expected> extends true
          ? `${Name}: input has ${Show<C>} channels but weight ${ShowShape<W>} with groups ${Groups} expects ${Expected} (input ${ShowShape<X>})`
          : Divides<Groups, O> extends false
            ? GroupsError<Name, Groups, O, 'output', ['input', X, 'weight', W]>
            : never
        : never;

/** True where a dimension is known to be 0. */
export type HasZero<S extends Shape> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? IsZero<First> extends true
    ? true
    : HasZero<Rest>
  : false;

export type EmptyWeightError<
  Operation extends string,
  W extends Shape,
> = `${Operation}: weight ${ShowShape<W>} has a dimension of 0`;

/** False where it is known that Groups does not divide Channels. */
export type Divides<Groups extends number, Channels> = Groups extends 1
  ? true
  : Mod<Known<Channels>, Groups> extends infer Rest extends number
    ? number extends Rest
      ? true
      : Rest extends 0
        ? true
        : false
    : never;

export type GroupsError<
  Operation extends string,
  Groups extends number,
  Channels,
  Side extends 'input' | 'output',
  Operands extends readonly unknown[],
> = `${Operation}: groups ${Groups} must divide the ${Show<Channels>} ${Side} channels (${ShowOperands<Operands>})`;

/**
 * The rule of `conv1d`, `conv2d` and `conv3d`, by the number of `axes`.
 *
 * @throws ShapeError with the sentence of {@link ConvShape}.
 * @example
 * ```ts
 * console.log(convRule('conv2d', [1, 3, 8, 8], [16, 3, 3, 3], { padding: 1 }).shape);   // [1, 16, 8, 8]
 * ```
 */
export function convRule(
  operation: string,
  x: readonly number[],
  weight: readonly number[],
  options: ConvOptions = {},
  axes = 2,
): ConvRule {
  const { groups = 1 } = options;
  assertShape(operation, x, 'input');
  assertShape(operation, weight, 'weight');
  assertRank(operation, 'input', x, ['N', 'C', ...axisLetters(axes)]);
  assertRank(operation, 'weight', weight, ['O', 'I/groups', ...axisLetters(axes, 'K')]);
  assertPositive(operation, 'groups', groups);
  const site: Site = {
    operation,
    image: 'input',
    operands: () => `input ${showShape(x)}, weight ${showShape(weight)}`,
  };
  const [batch, inChannels, ...lengths] = x as [number, number, ...number[]];
  const [outChannels, perGroup, ...kernel] = weight as [number, number, ...number[]];
  assertNonEmptyWeight(operation, weight);
  assertDivides(site, groups, inChannels, 'input');
  if (inChannels !== perGroup * groups) {
    throw new ShapeError(
      `${operation}: input has ${inChannels} channels but weight ${showShape(weight)} with groups ${groups} ` +
        `expects ${perGroup * groups} (input ${showShape(x)})`,
    );
  }
  assertDivides(site, groups, outChannels, 'output');
  const geometry = windowGeometry(site, lengths, { ...options, kernel });
  const shape = [batch, outChannels, ...geometry.map((axis) => axis.output)];
  return { shape, geometry, batch, inChannels, outChannels, groups };
}

/** Throws where a weight has no elements; the sentence is {@link EmptyWeightError}. */
export function assertNonEmptyWeight(operation: string, weight: readonly number[]): void {
  if (weight.includes(0)) throw new ShapeError(`${operation}: weight ${showShape(weight)} has a dimension of 0`);
}

/** Throws where the groups would not be of one size; the sentence is {@link GroupsError}. */
export function assertDivides(site: Site, groups: number, channels: number, side: 'input' | 'output'): void {
  if (channels % groups === 0) return;
  throw new ShapeError(
    `${site.operation}: groups ${groups} must divide the ${channels} ${side} channels (${site.operands()})`,
  );
}
