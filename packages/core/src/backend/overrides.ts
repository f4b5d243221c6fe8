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
  readonly geometry: Geometry;
}

/** Gradient of {@link Conv}, without activation, by its weight: reads `x` and `dy`, overwrites `dWeight`. */
export interface ConvWeightGradient<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly dy: B;
  readonly dWeight: B;
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly geometry: Geometry;
}

/** Softmax of `x` `[outer, size, inner]` over the middle dimension, or its logarithm. `y` may be `x`. */
export interface Softmax<B extends BackendBuffer = BackendBuffer> {
  readonly x: B;
  readonly y: B;
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
  readonly logarithm: boolean;
}

/**
 * One step of stochastic gradient descent, in place:
 * `g += weightDecay * p; v = momentum * v + g; p -= learningRate * (nesterov ? g + momentum * v : v)`,
 * without `v` (undefined) where momentum is 0. `gradient` is left as it was.
 */
export interface SgdStep<B extends BackendBuffer = BackendBuffer> {
  readonly parameter: B;
  readonly gradient: B;
  readonly velocity: B | undefined;
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
  readonly parameter: B;
  readonly gradient: B;
  readonly firstMoment: B;
  readonly secondMoment: B;
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
  conv(op: Conv<B>): boolean;
  convWeightGradient(op: ConvWeightGradient<B>): boolean;
  softmax(op: Softmax<B>): boolean;
  sgdStep(op: SgdStep<B>): boolean;
  adamStep(op: AdamStep<B>): boolean;
}
