/** The rules of normalisations. They keep the shape of their input: what they ask is which inputs fit. */
import { ShapeError } from '../errors.ts';
import type { Divides } from './conv.ts';
import type { RankError } from './rank.ts';
import { assertPositive, type Positive } from './rule.ts';
import {
  assertShape,
  type Differ,
  type IsDynamic,
  type Known,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
} from './shape.ts';

/** What a normalisation of channels takes, for its sentence and for its check. */
export interface ChannelForm {
  /** `'[N, C, H, W]'` */
  readonly wanted?: string;
  /** Default: any from 2. */
  readonly ranks?: readonly number[];
  /** Default: any. */
  readonly channels?: number;
}

/** `X` as it is where it is `[N, C, ...]` of one of the ranks and with `C` channels, or the sentence that says otherwise. */
export type ChannelNormShape<
  Operation extends string,
  X extends Shape,
  Wanted extends string = '[N, C, ...]',
  Rank extends number = number,
  C = number,
> =
  IsDynamic<X> extends true
    ? X
    : X extends readonly [unknown, infer Channels, ...unknown[]]
      ? X['length'] extends Rank
        ? Differ<Channels, C> extends true
          ? `${Operation}: input has ${Show<Channels>} channels, expected ${Show<C>} (input ${ShowShape<X>})`
          : X
        : RankError<Operation, 'input', Wanted, X>
      : RankError<Operation, 'input', Wanted, X>;

/**
 * The rule of normalisations that go by channel, `[N, C, ...]`. Returns the number of channels.
 *
 * @throws ShapeError with the sentence of {@link ChannelNormShape}.
 * @example
 * ```ts
 * console.log(channelNormRule('batchNorm', [8, 16, 4, 4]));   // 16
 * ```
 */
export function channelNormRule(operation: string, x: readonly number[], form: ChannelForm = {}): number {
  const { wanted = '[N, C, ...]', ranks, channels } = form;
  assertShape(operation, x, 'input');
  if (x.length < 2 || ranks?.includes(x.length) === false) {
    throw new ShapeError(`${operation}: input must be ${wanted}, got ${x.length} dimensions (input ${showShape(x)})`);
  }
  if (channels !== undefined && x[1] !== channels) {
    throw new ShapeError(`${operation}: input has ${x[1]} channels, expected ${channels} (input ${showShape(x)})`);
  }
  return x[1]!;
}

/** As {@link ChannelNormShape}, for channels that part into groups. */
export type GroupNormShape<Operation extends string, X extends Shape, Groups, C = number> =
  Positive<Operation, 'groups', Groups> extends infer Checked extends string
    ? Checked
    : ChannelNormShape<Operation, X, '[N, C, ...]', number, C> extends infer Result
      ? Result extends readonly [unknown, infer Channels, ...unknown[]]
        ? Divides<Known<Groups>, Channels> extends false
          ? `${Operation}: groups ${Show<Groups>} must divide the ${Show<Channels>} channels (input ${ShowShape<X>})`
          : Result
        : Result
      : never;

/**
 * The rule of {@link groupNorm}. Returns the number of channels.
 *
 * @throws ShapeError with the sentence of {@link GroupNormShape}.
 * @example
 * ```ts
 * console.log(groupNormRule('groupNorm', [8, 16, 4, 4], 4));   // 16
 * ```
 */
export function groupNormRule(operation: string, x: readonly number[], groups: number, form: ChannelForm = {}): number {
  assertPositive(operation, 'groups', groups);
  const channels = channelNormRule(operation, x, form);
  if (channels % groups === 0) return channels;
  throw new ShapeError(`${operation}: groups ${groups} must divide the ${channels} channels (input ${showShape(x)})`);
}

/** `X` as it is where its last dimensions are `Last`, or the sentence that says that they are not. */
export type LayerNormShape<X extends Shape, Last extends Shape> =
  IsDynamic<X> extends true
    ? X
    : IsDynamic<Last> extends true
      ? X
      : Last extends readonly []
        ? 'layerNorm: normalizedShape must have a dimension, got []'
        : EndsIn<X, Last> extends false
          ? `layerNorm: input must end in ${ShowShape<Last>}, got ${ShowShape<X>}`
          : X;

type EndsIn<X extends Shape, Last extends Shape> = Last extends readonly [...infer LastMore extends Shape, infer B]
  ? X extends readonly [...infer XMore extends Shape, infer A]
    ? Differ<A, B> extends true
      ? false
      : EndsIn<XMore, LastMore>
    : false
  : true;

/**
 * Holds that `last` are the last dimensions of `x`, those that {@link layerNorm} normalises.
 *
 * @throws ShapeError with the sentence of {@link LayerNormShape}.
 * @example
 * ```ts
 * layerNormRule([8, 16, 4], [16, 4]);
 * ```
 */
export function layerNormRule(x: readonly number[], last: readonly number[]): void {
  assertShape('layerNorm', x, 'input');
  assertShape('layerNorm', last, 'normalizedShape');
  if (last.length === 0) throw new ShapeError('layerNorm: normalizedShape must have a dimension, got []');
  const from = x.length - last.length;
  if (from >= 0 && last.every((length, i) => x[from + i] === length)) return;
  throw new ShapeError(`layerNorm: input must end in ${showShape(last)}, got ${showShape(x)}`);
}
