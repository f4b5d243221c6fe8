import type { BackendBuffer } from './storage.ts';

/**
 * Functions of one number. NaN goes through all of them; to the power 0 it may become 1.
 * `affine` is `alpha * x + beta`; `leakyRelu` is `x > 0 ? x : alpha * x`; `step` its derivative, `x > 0 ? 1 : alpha`;
 * `pow` is `x ** alpha`; `gelu` is the exact form `x / 2 * (1 + erf(x / sqrt 2))`; `sign` is -1, 0 or 1.
 */
export type UnaryFunction =
  | 'affine'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'pow'
  | 'relu'
  | 'leakyRelu'
  | 'step'
  | 'sigmoid'
  | 'tanh'
  | 'erf'
  | 'gelu'
  | 'silu';

/**
 * Functions of two numbers. The comparisons give 1 or 0, and 0 when an operand is NaN; `maximum` and `minimum` give NaN
 * when an operand is.
 */
export type BinaryFunction = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum' | 'equal' | 'greater';

/** `y[i] = f(x[i])` for the first `length` elements, float32. `y` may be `x`. */
export interface Unary<B extends BackendBuffer = BackendBuffer> {
  /** Which function. */
  readonly function: UnaryFunction;
  readonly x: B;
  readonly y: B;
  readonly length: number;
  /** Parameters of the function; 0 where it has none. */
  readonly alpha: number;
  /** The second parameter; only `affine` has one. */
  readonly beta: number;
}

/**
 * `y[i...] = f(a[i...], b[i...])` over `shape`, float32. `y` is dense and row-major; a stride of 0 broadcasts. Core hands
 * over merged dimensions: neighbours that both operands walk alike are one. `y` may be an operand that is dense too.
 */
export interface Binary<B extends BackendBuffer = BackendBuffer> {
  /** Which function. */
  readonly function: BinaryFunction;
  readonly a: B;
  readonly b: B;
  readonly y: B;
  readonly shape: readonly number[];
  /** Elements from an index to the next in each dimension of `shape`; 0 repeats. */
  readonly aStrides: readonly number[];
  /** As `aStrides`, of `b`. */
  readonly bStrides: readonly number[];
}

/** Functions of each element. A destination is overwritten; it may be an operand, as the descriptors say. */
export interface ElementwiseKernels<B extends BackendBuffer = BackendBuffer> {
  /** A function of one number; see {@link Unary}. */
  unary(op: Unary<B>): void;
  /** A function of two numbers, with broadcasting; see {@link Binary}. */
  binary(op: Binary<B>): void;
}
