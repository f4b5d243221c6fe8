import type { Geometry } from '../shape/geometry.ts';
import type { BackendBuffer } from './storage.ts';

/**
 * What a kernel may apply to each element of its result while it has it at hand: a function of one number without
 * parameters, under its name as a `UnaryFunction` and with exactly the results of that, for NaN and -0 too.
 */
export type Activation = 'relu';

/**
 * Convolution of `x` `[batch, inChannels, ...input]` with `weight` `[outChannels, inChannels / groups, ...kernel]` into
 * `y` `[batch, outChannels, ...output]`, plus `bias` `[outChannels]` where there is one, and then through `activation`
 * where there is one. `y` is overwritten.
 */
export interface Conv<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly weight: B;
  readonly bias: B | undefined;
  readonly activation: Activation | undefined;
  readonly y: B;
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  /** Sizes along each spatial axis. */
  readonly geometry: Geometry;
}

/** Gradient of {@link Conv}, without activation, by its weight: reads `x` and `dy`, overwrites `dWeight`. */
export interface ConvWeightGradient<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly dy: B;
  readonly dWeight: B;
  /** Images in `x` and `dy`, over which the gradient is summed. */
  readonly batch: number;
  /** Channels of `x`. */
  readonly inChannels: number;
  /** Channels of `dy`. */
  readonly outChannels: number;
  /** Those of the convolution. */
  readonly groups: number;
  /** That of the convolution. */
  readonly geometry: Geometry;
}

/** Softmax of `x` `[outer, size, inner]` over the middle dimension, or its logarithm. `y` may be `x`. */
export interface Softmax<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly y: B;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
  /** Whether the logarithm is wanted, computed without overflow. */
  readonly logarithm: boolean;
}

/** Sizes that {@link Gather} and {@link ScatterAdd} share. */
export interface GatherSizes {
  /** Product of the dimensions before the one that is indexed. */
  readonly outer: number;
  /** Length of the dimension that is indexed. */
  readonly size: number;
  /** Product of the dimensions behind it. */
  readonly inner: number;
  /** Entries that one list of indices names. */
  readonly count: number;
  /** Whether each outer has a list of its own, `[outer, count]`, or all share one, `[count]`. */
  readonly perOuter: boolean;
}

/**
 * Picks entries of the middle dimension of `x` `[outer, size, inner]` into `y` `[outer, count, inner]`:
 * `y[o, k, i] = x[o, indices[(o,) k], i]`, and 0 for an index outside of `0 … size - 1`, which a kernel must not read at.
 * `indices` is int32. `y` is overwritten. Numbers that are not picked have no influence, NaN and infinities included.
 */
export interface Gather<B extends BackendBuffer = BackendBuffer> extends GatherSizes {
  readonly x: B;
  readonly indices: B;
  readonly y: B;
}

/**
 * The adjoint of {@link Gather}: `dx[o, j, i]` becomes the sum of `dy[o, k, i]` over all k whose index is j, 0 where there is
 * none; an index outside of `0 … size - 1` is passed over. `dx` is overwritten (it may hold NaN).
 */
export interface ScatterAdd<B extends BackendBuffer = BackendBuffer> extends GatherSizes {
  readonly dy: B;
  /** int32, those of the {@link Gather}. */
  readonly indices: B;
  readonly dx: B;
}

/**
 * One step of stochastic gradient descent, in place:
 * `g += weightDecay * p; v = momentum * v + g; p -= learningRate * (nesterov ? g + momentum * v : v)`,
 * without `v` (undefined) where momentum is 0. `gradient` is left as it was.
 */
export interface SgdStep<B extends BackendBuffer = BackendBuffer> {
  /** `p`, which is changed. */
  readonly parameter: B;
  readonly gradient: B;
  /** `v`, which is changed; undefined without momentum. */
  readonly velocity: B | undefined;
  /** Elements of each buffer to go through. */
  readonly length: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/**
 * One step of Adam (Kingma and Ba, 2015), in place:
 * `m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²; p -= stepSize * m / (sqrt(v / secondCorrection) + epsilon)`
 * where `stepSize` is the learning rate over the first moment's bias correction `1 - beta1^t` and `secondCorrection` is
 * `1 - beta2^t`. `weightDecay` adds `weightDecay * p` to g; `decoupledDecay` (AdamW) first scales p by
 * `1 - decoupledDecay`.
 */
export interface AdamStep<B extends BackendBuffer = BackendBuffer> {
  /** `p`, which is changed. */
  readonly parameter: B;
  /** `g`, which is left as it was. */
  readonly gradient: B;
  /** `m`, which is changed. */
  readonly firstMoment: B;
  /** `v`, which is changed. */
  readonly secondMoment: B;
  /** Elements of each buffer to go through. */
  readonly length: number;
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly secondCorrection: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decoupledDecay: number;
}

/**
 * What core derives from the required kernels, and a backend may do faster. An override returns false to decline the
 * case at hand (before touching its destination); core then derives it.
 */
export interface Overrides<B extends BackendBuffer = BackendBuffer> {
  /** A convolution without a column matrix, bias and activation included. */
  conv(op: Conv<B>): boolean;
  /** Its gradient by the weight, without a column matrix. */
  convWeightGradient(op: ConvWeightGradient<B>): boolean;
  /** Softmax or its logarithm in one kernel. */
  softmax(op: Softmax<B>): boolean;
  /** Picking entries by their index; core derives it from products with one-hot matrices. */
  gather(op: Gather<B>): boolean;
  /** The adjoint of `gather`. */
  scatterAdd(op: ScatterAdd<B>): boolean;
  /** A step of stochastic gradient descent, in place. */
  sgdStep(op: SgdStep<B>): boolean;
  /** A step of Adam or AdamW, in place. */
  adamStep(op: AdamStep<B>): boolean;
}
