import {
  abs,
  add,
  affine,
  type Arg,
  broadcastRule,
  exp,
  log,
  maximum,
  mul,
  neg,
  type Out,
  type SameShape,
  sameRule,
  sameShape,
  scope,
  type Shape,
  ShapeError,
  showShape,
  type Tensor,
} from '@gemmule/core';
import { assertAtLeast0 } from '../range.ts';
import { assertReduction, reduced, type ReducedRule, type Reduction } from './reduction.ts';

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface BinaryCrossEntropyOptions<R> {
  /** Default 'mean': over all elements, whatever they weigh. */
  readonly reduction?: R;
  /** How much each element counts; broadcasts to the logits. Default: 1. */
  readonly weight?: Tensor | undefined;
  /** How much a target of 1 counts against one of 0; broadcasts to the logits, as `[C]` for `[N, C]`. Default: 1. */
  readonly positiveWeight?: Tensor | number | undefined;
}

/**
 * Cross entropy between `p = sigmoid(logits)` and targets from 0 to 1, for yes or no questions, each for itself:
 * `-positiveWeight target log(p) - (1 - target) log(1 - p)`, without overflow. Nothing is broadcast but the weights.
 *
 * A logit of Infinity or -Infinity costs Infinity, and NaN where the target says just that: take large numbers instead.
 *
 * @throws ShapeError when the shapes differ, or a weight does not broadcast to them.
 * @example
 * ```ts
 * // One image, three labels that may all apply; it has the first two.
 * const logits = tensor([2, -1, 0], [1, 3]);
 * nn.binaryCrossEntropyWithLogits(logits, tensor([1, 1, 0], [1, 3]));   // 0.71111
 * ```
 */
export function binaryCrossEntropyWithLogits<
  const S extends Shape,
  const T extends Shape,
  const R extends Reduction = 'mean',
>(
  logits: Tensor<S>,
  target: Arg<SameShape<'binaryCrossEntropyWithLogits', S, T>, Tensor<T>>,
  options?: BinaryCrossEntropyOptions<R>,
): Out<ReducedRule<SameShape<'binaryCrossEntropyWithLogits', S, T>, R>>;
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  target: Tensor,
  { reduction = 'mean', weight, positiveWeight }: BinaryCrossEntropyOptions<Reduction> = {},
): Tensor {
  sameRule(NAME, logits.shape, target.shape);
  assertReduction(NAME, reduction);
  assertWeight('weight', weight, logits.shape);
  assertWeight('positiveWeight', positiveWeight, logits.shape);
  return scope(() => {
    const [x, z] = [logits, target] as [Tensor<number[]>, Tensor<number[]>];
    // -log p = max(-x, 0) + log(1 + exp(-|x|)), and -log(1 - p) the same of -x. `maximum`, unlike `relu`, has the gradient
    // 1/2 at 0, where that of the logarithm is 0.
    const tail = log(affine(exp(neg(abs(x))), 1, 1));
    const ifOne = mul(z, add(maximum(neg(x), 0), tail));
    const ifZero = mul(affine(z, -1, 1), add(maximum(x, 0), tail));
    const losses = add(weighted(ifOne, positiveWeight), ifZero);
    return reduced(weighted(losses, weight), reduction);
  });
}

const NAME = 'binaryCrossEntropyWithLogits';

function assertWeight(key: string, weight: Tensor | number | undefined, shape: readonly number[]): void {
  if (weight === undefined) return;
  if (typeof weight === 'number') return assertAtLeast0(NAME, key, weight);
  if (sameShape(broadcastRule(`${NAME}: ${key}`, weight.shape, shape), shape)) return;
  throw new ShapeError(
    `${NAME}: ${key} ${showShape(weight.shape)} does not broadcast to the logits ${showShape(shape)}`,
  );
}

function weighted(losses: Tensor<number[]>, weight: Tensor | number | undefined): Tensor<number[]> {
  if (weight === undefined) return losses;
  return typeof weight === 'number' ? mul(losses, weight) : mul(losses, weight as Tensor<number[]>);
}
