/** Windows over the spatial axes of an image: the checks that convolution, pooling, unfold and fold share. */
import { ShapeError } from '../errors.ts';
import type { Add, Lt } from './arithmetic.ts';
import { type CeilDiv, type CeilSize, type Extent, extentOf, modeAxis, type OutputSize, paddedAxis } from './axis.ts';
import type { Axis, Geometry } from './geometry.ts';
import { type Padding, type PadsAt, padsPerAxis } from './padding.ts';
import { AXIS_NAMES } from './rank.ts';
import { type At, type PerAxis, positivePerAxis, type ShowOperands } from './rule.ts';
import type { Known, KnownPositive } from './shape.ts';

export interface WindowOptions {
  readonly kernel: PerAxis;
  readonly stride?: PerAxis;
  readonly padding?: Padding;
  readonly dilation?: PerAxis;
}

/** Where the windows are, for sentences. */
export interface Site {
  readonly operation: string;
  /** Which side of the operation they slide over. */
  readonly image: 'input' | 'output';
  /** Called only to write a sentence. */
  readonly operands: () => string;
}

/** A {@link Site} in types; the operands are those of {@link ShowOperands}. */
export interface SiteType {
  readonly operation: string;
  readonly image: 'input' | 'output';
  readonly operands: readonly unknown[];
}

/** A {@link SiteType} made of its parts. */
export interface SiteOf<
  Operation extends string,
  Image extends 'input' | 'output',
  Operands extends readonly unknown[],
> {
  readonly operation: Operation;
  readonly image: Image;
  readonly operands: Operands;
}

/** How pools differ: whether the last window may hang over, and whether every window must touch the input. */
export interface PoolMode {
  readonly ceilMode: boolean;
  readonly touching: boolean;
}

export interface NoPool {
  readonly ceilMode: false;
  readonly touching: false;
}

/**
 * The lengths of the output's axes, or the sentence that says why there are none. `Names` and `Lengths` go through the axes of
 * the input; kernel, stride, padding and dilation are options, one for all axes or one for each.
 */
export type Windows<
  Site extends SiteType,
  Names extends readonly string[],
  Lengths extends readonly unknown[],
  Kernel,
  Stride,
  Padding,
  Dilation,
  Mode extends PoolMode = NoPool,
  Output extends readonly unknown[] = [],
> = [Names, Lengths] extends [
  readonly [infer Name extends string, ...infer OtherNames extends readonly string[]],
  readonly [infer Length, ...infer OtherLengths],
]
  ? WindowAxis<
      Site,
      Name,
      Known<Length>,
      KnownPositive<At<Kernel, Output['length']>>,
      KnownPositive<At<Stride, Output['length']>>,
      PadsAt<Padding, Output['length']>,
      KnownPositive<At<Dilation, Output['length']>>,
      Mode
    > extends infer Size
    ? Size extends string
      ? Size
      : Windows<Site, OtherNames, OtherLengths, Kernel, Stride, Padding, Dilation, Mode, [...Output, Size]>
    : never
  : Output;

type WindowAxis<
  Site extends SiteType,
  Name extends string,
  Input extends number,
  Kernel extends number,
  Stride extends number,
  Pads,
  Dilation extends number,
  Mode extends PoolMode,
> = Input extends 0
  ? EmptyAxisError<Site['operation'], Site['image'], Name, Site['operands']>
  : Pads extends [infer Before extends number, infer After extends number]
    ? Excess<Mode, Before, After, Kernel, Dilation> extends infer TooMuch extends number
      ? [TooMuch] extends [never]
        ? OutputSize<Input, Kernel, Stride, Before, After, Dilation> extends infer Output extends number
          ? Output extends 0
            ? `${Site['operation']}: ${ShowKernel<Name, Kernel, Dilation>} is larger than the padded ${Site['image']} ${Name} ${Add<Input, Add<Before, After>>} (${ShowOperands<Site['operands']>})`
            : Mode['ceilMode'] extends false
              ? Output
              : Mode['ceilMode'] extends true
                ? CeilSize<Output, Input, Kernel, Stride, Before, After, Dilation>
                : number
          : never
        : `${Site['operation']}: padding ${TooMuch} must be smaller than ${ShowKernel<Name, Kernel, Dilation>} (${ShowOperands<Site['operands']>})`
      : never
    : CeilDiv<Input, Stride>;

export type EmptyAxisError<
  Operation extends string,
  Image extends string,
  Name extends string,
  Operands extends readonly unknown[],
> = `${Operation}: ${Image} ${Name} is 0 (${ShowOperands<Operands>})`;

/** The padding, before or after, that is so wide that a window could miss the input; never where there is no such. */
type Excess<
  Mode extends PoolMode,
  Before extends number,
  After extends number,
  Kernel extends number,
  Dilation extends number,
> = Mode['touching'] extends false
  ? never
  : [Before, After] extends [0, 0]
    ? never
    : Lt<Before, Extent<Kernel, Dilation>> extends false
      ? Before
      : Lt<After, Extent<Kernel, Dilation>> extends false
        ? After
        : never;

/** `kernel height 3`, or `kernel height 3 with dilation 2 (spanning 5)` */
type ShowKernel<Name extends string, Kernel extends number, Dilation extends number> = Dilation extends 1
  ? `kernel ${Name} ${Kernel}`
  : `kernel ${Name} ${Kernel} with dilation ${Dilation} (spanning ${Extent<Kernel, Dilation>})`;

/** The geometry of windows over axes of the given lengths, checked; the sentences are those of {@link Windows}. */
export function windowGeometry(
  site: Site,
  lengths: readonly number[],
  options: WindowOptions,
  mode: PoolMode = { ceilMode: false, touching: false },
): Geometry {
  const { kernel, stride = 1, padding = 0, dilation = 1 } = options;
  const axes = lengths.length;
  const kernels = positivePerAxis(site.operation, 'kernel', kernel, axes);
  const strides = positivePerAxis(site.operation, 'stride', stride, axes);
  const dilations = positivePerAxis(site.operation, 'dilation', dilation, axes);
  const pads = padsPerAxis(site.operation, padding, axes);
  return lengths.map((input, i) => {
    const name = AXIS_NAMES[axes]![i]!;
    const size = { input, kernel: kernels[i]!, stride: strides[i]!, dilation: dilations[i]! };
    assertNonEmptyAxis(site, name, input);
    if (pads === 'same' || pads === 'causal') return modeAxis(size, pads);
    if (mode.touching) assertTouching(site, name, size, pads[i]!);
    const axis = paddedAxis(size, pads[i]!, mode.ceilMode);
    assertFits(site, name, axis);
    return axis;
  });
}

/** Throws where an axis has no cells; the sentence is {@link EmptyAxisError}. */
export function assertNonEmptyAxis(site: Site, name: string, length: number): void {
  if (length > 0) return;
  throw new ShapeError(`${site.operation}: ${site.image} ${name} is 0 (${site.operands()})`);
}

function assertTouching(
  site: Site,
  name: string,
  { kernel, dilation }: Pick<Axis, 'kernel' | 'dilation'>,
  pads: readonly [number, number],
): void {
  const excess = pads.find((cells) => cells >= extentOf(kernel, dilation));
  if (excess === undefined) return;
  throw new ShapeError(
    `${site.operation}: padding ${excess} must be smaller than ${showKernel(name, kernel, dilation)} ` +
      `(${site.operands()})`,
  );
}

function assertFits(site: Site, name: string, { input, kernel, dilation, padBefore, padAfter }: Axis): void {
  const padded = input + padBefore + padAfter;
  if (extentOf(kernel, dilation) <= padded) return;
  throw new ShapeError(
    `${site.operation}: ${showKernel(name, kernel, dilation)} is larger than the padded ${site.image} ${name} ` +
      `${padded} (${site.operands()})`,
  );
}

function showKernel(name: string, kernel: number, dilation: number): string {
  if (dilation === 1) return `kernel ${name} ${kernel}`;
  return `kernel ${name} ${kernel} with dilation ${dilation} (spanning ${extentOf(kernel, dilation)})`;
}
