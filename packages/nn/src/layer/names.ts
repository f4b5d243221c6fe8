/** Shapes with names: `['N', 3, 32, 32]` takes any batch, and the name stands for its size in the output. */
import {
  type Differ,
  type Dim,
  type IsDynamic,
  type Shape,
  ShapeError,
  type Show,
  type ShowShape,
  showShape,
} from '@gemmule/core';
import type { In, ShapeFn } from './shape-fn.ts';

/** From inputs that fit `I`, with its names, to `O` with the names bound. */
export interface Named<I extends Shape, O extends Shape> extends ShapeFn {
  readonly out: Bound<I, O, In<this['in']>>;
}

type Bound<I extends Shape, O extends Shape, S extends Shape> =
  IsDynamic<S> extends true
    ? Substitute<O, {}>
    : Bind<I, S> extends infer Binding
      ? Binding extends string
        ? `network: input must be ${ShowShape<I>}, got ${ShowShape<S>}${Binding}`
        : Substitute<O, Binding>
      : never;

/** The names of `I` with the dimensions of `S`, or a string where they do not match: the end of the sentence. */
type Bind<I extends Shape, S extends Shape, Binding = {}> = I extends readonly [infer A, ...infer IMore extends Shape]
  ? S extends readonly [infer B, ...infer SMore extends Shape]
    ? A extends string
      ? A extends keyof Binding
        ? Differ<Binding[A], B> extends true
          ? ` (${A} is both ${Show<Binding[A]>} and ${Show<B>})`
          : Bind<IMore, SMore, Binding>
        : Bind<IMore, SMore, Binding & { [Name in A]: B }>
      : Differ<A, B> extends true
        ? ''
        : Bind<IMore, SMore, Binding>
    : ''
  : S extends readonly []
    ? Binding
    : '';

/** `O` with names replaced; unbound ones become `number`. */
type Substitute<O extends Shape, Binding> = {
  [K in keyof O]: O[K] extends string ? (O[K] extends keyof Binding ? Binding[O[K]] & Dim : number) : O[K];
};

/** `[N, 3, 32, 32]`: unlike in a list of values, names stand without quotes. */
export function showNamed(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Throws unless `shape` fits `pattern`. @throws ShapeError with the sentence of {@link Named}. */
export function assertFits(pattern: Shape, shape: readonly number[]): void {
  const bound = new Map<string, number>();
  const fail = (why: string): never => {
    throw new ShapeError(`network: input must be ${showNamed(pattern)}, got ${showShape(shape)}${why}`);
  };
  // A sentence about lengths comes after one about a dimension, as the types walk along the shorter of the two.
  for (let i = 0; i < Math.min(pattern.length, shape.length); i++) {
    const [wanted, given] = [pattern[i]!, shape[i]!];
    const expected = typeof wanted === 'number' ? wanted : (bound.get(wanted) ?? given);
    if (expected !== given) fail(typeof wanted === 'number' ? '' : ` (${wanted} is both ${expected} and ${given})`);
    if (typeof wanted === 'string') bound.set(wanted, given);
  }
  if (pattern.length !== shape.length) fail('');
}

/** Throws unless all dimensions are natural numbers or names. */
export function assertPattern(pattern: Shape): void {
  if (!Array.isArray(pattern)) throw new ShapeError('network: the input shape must be a list of numbers and names');
  pattern.forEach((dim: unknown, i) => {
    if (typeof dim === 'number' ? Number.isSafeInteger(dim) && dim >= 0 : typeof dim === 'string' && dim !== '') return;
    throw new ShapeError(
      `network: dimension ${i} must be a non-negative integer or a name, got ${String(dim)} (input ${showNamed(pattern)})`,
    );
  });
}
