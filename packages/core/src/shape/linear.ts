/** The rule of a linear layer: `[..., in]` and a weight `[out, in]` to `[..., out]`. */
import { ShapeError } from '../errors.ts';
import {
  assertShape,
  type Differ,
  type IsDynamic,
  type Shape,
  type Show,
  type ShowShape,
  showShape,
  sizeOf,
} from './shape.ts';
import { assertRank, type RankError } from './rank.ts';

export interface LinearRule {
  /** Of the result. */
  readonly shape: number[];
  /** The product of all dimensions of the input but the last. */
  readonly rows: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/** The shape of `linear(x, weight)`, or the sentence that says why there is none. */
export type LinearShape<X extends Shape, W extends Shape> =
  OfRank2<W> extends readonly [infer Out, infer In]
    ? IsDynamic<X> extends true
      ? number[]
      : X extends readonly [...infer Batch, infer Features]
        ? Differ<Features, In> extends true
          ? `linear: input has ${Show<Features>} features but weight ${ShowShape<W>} expects ${Show<In>} (input ${ShowShape<X>})`
          : [...Batch, Out]
        : 'linear: input must be [..., in], got 0 dimensions (input [])'
    : RankError<'linear', 'weight', '[out, in]', W>;

type OfRank2<S extends Shape> =
  IsDynamic<S> extends true ? [number, number] : [S] extends [readonly [unknown, unknown]] ? S : false;

/**
 * The rule of {@link linear}.
 *
 * @throws ShapeError with the sentence of {@link LinearShape}.
 * @example
 * ```ts
 * console.log(linearRule([8, 784], [10, 784]).shape);   // [8, 10]
 * ```
 */
export function linearRule(x: readonly number[], weight: readonly number[]): LinearRule {
  assertShape('linear', x, 'input');
  assertShape('linear', weight, 'weight');
  assertRank('linear', 'weight', weight, ['out', 'in']);
  const [outFeatures, inFeatures] = weight as [number, number];
  const batch = x.slice(0, -1);
  const features = x.at(-1);
  if (features === undefined) {
    throw new ShapeError('linear: input must be [..., in], got 0 dimensions (input [])');
  }
  if (features !== inFeatures) {
    throw new ShapeError(
      `linear: input has ${features} features but weight ${showShape(weight)} expects ${inFeatures} ` +
        `(input ${showShape(x)})`,
    );
  }
  return { shape: [...batch, outFeatures], rows: sizeOf(batch), inFeatures, outFeatures };
}
