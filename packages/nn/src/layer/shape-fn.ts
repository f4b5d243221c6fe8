import type { Shape } from '@gemmule/core';

/**
 * A function from shape to shape that the compiler can call: it reads `this['in']` and answers in `out`, with a shape or
 * with a sentence that says why there is none. See {@link layer} for an example.
 */
export interface ShapeFn {
  readonly in: unknown;
  readonly out: unknown;
}

/** What `F` makes of the shape `S`. */
export type Apply<F extends ShapeFn, S> = (F & { readonly in: S })['out'];

/** `this['in']` as a shape, for use inside a {@link ShapeFn}. */
// `any[]` rather than `Shape`: it keeps generic batch dimensions resolvable.
// oxlint-disable-next-line typescript/no-explicit-any
export type In<T> = T extends readonly any[] ? T : number[];

/** For layers that work element by element: the shape stays. */
export interface Elementwise extends ShapeFn {
  readonly out: this['in'];
}

/** Of a run of layers, the functions alone. */
export type Fns<L extends readonly { readonly '~shapes': ShapeFn }[]> = {
  readonly [I in keyof L]: L[I]['~shapes'];
};

/** The shape after all of `F`, or the sentence of the first that does not fit, behind its index: `layer 2: conv2d: …`. */
export type Chain<S, F extends readonly ShapeFn[], Passed extends readonly 0[] = []> = F extends readonly [
  infer First extends ShapeFn,
  ...infer Rest extends readonly ShapeFn[],
]
  ? Apply<First, S> extends infer Result
    ? Result extends string
      ? `layer ${Passed['length']}: ${Result}`
      : Chain<Result, Rest, [...Passed, 0]>
    : never
  : F extends readonly []
    ? S
    : number[]; // a list of layers made at run time

/** As {@link Chain} for layers, and tells which of them does not fit: `{ at: '2', sentence: 'layer 2: …' }`. */
export type Walk<S, L extends readonly unknown[], Passed extends readonly 0[] = []> = L extends readonly [
  infer First,
  ...infer Rest,
]
  ? First extends { readonly '~shapes': infer F extends ShapeFn }
    ? Apply<F, S> extends infer Result
      ? Result extends string
        ? { readonly at: `${Passed['length']}`; readonly sentence: `layer ${Passed['length']}: ${Result}` }
        : Walk<Result, Rest, [...Passed, 0]>
      : never
    : never
  : L extends readonly []
    ? S
    : number[];

/** The type of the argument at index `I`: its own, or the sentence if that is where the walk ended. */
export type LayerAt<W, I, L> = W extends { readonly at: I; readonly sentence: infer Sentence } ? Sentence : L;

/** Where the walk ended, if it got through. */
export type WalkOut<W> = W extends Shape ? W : number[];
