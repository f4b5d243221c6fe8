import { expectTypeOf, test } from 'vitest';
import type { ConvShape } from './conv.ts';
import type { Padding2d } from './padding.ts';
import type { Arg, At, Fits, NonNegative, PerAxis2, Positive } from './rule.ts';
import type { SameShape } from './same.ts';
import type { Shape } from './shape.ts';

test('Arg is the sentence where there is one', () => {
  expectTypeOf<Arg<[2, 3], 'x'>>().toEqualTypeOf<'x'>();
  expectTypeOf<Arg<number[], 'x'>>().toEqualTypeOf<'x'>();
  expectTypeOf<Arg<'add: no', 'x'>>().toEqualTypeOf<'add: no'>();
  expectTypeOf<Arg<never, 'x'>>().toEqualTypeOf<'x'>();
  expectTypeOf<Arg<'add: no' | [2], 'x'>>().toEqualTypeOf<'x'>();
  expectTypeOf<Fits<[2]>>().toEqualTypeOf<true>();
  expectTypeOf<Fits<'add: no'>>().toEqualTypeOf<false>();
});

test('At', () => {
  expectTypeOf<At<3, 0>>().toEqualTypeOf<3>();
  expectTypeOf<At<readonly [3, 5], 0>>().toEqualTypeOf<3>();
  expectTypeOf<At<[3, 5], 1>>().toEqualTypeOf<5>();
  expectTypeOf<At<number[], 1>>().toEqualTypeOf<number>();
  expectTypeOf<At<PerAxis2, 1>>().toEqualTypeOf<number>();
});

test('Positive and NonNegative give the value back where nothing is known against it', () => {
  expectTypeOf<Positive<'conv2d', 'stride', 2>>().toEqualTypeOf<2>();
  expectTypeOf<Positive<'conv2d', 'stride', readonly [2, 1]>>().toEqualTypeOf<readonly [2, 1]>();
  expectTypeOf<Positive<'conv2d', 'stride', number>>().toEqualTypeOf<number>();
  expectTypeOf<Positive<'conv2d', 'stride', [number, 2]>>().toEqualTypeOf<[number, 2]>();
  expectTypeOf<Positive<'conv2d', 'stride', PerAxis2>>().toEqualTypeOf<PerAxis2>();
  expectTypeOf<Positive<'conv2d', 'stride', any>>().toEqualTypeOf<any>();
  expectTypeOf<NonNegative<'conv2d', 'padding', 0>>().toEqualTypeOf<0>();
  expectTypeOf<NonNegative<'conv2d', 'padding', 'same'>>().toEqualTypeOf<'same'>();
  expectTypeOf<NonNegative<'conv2d', 'padding', Padding2d>>().toEqualTypeOf<Padding2d>();
  expectTypeOf<
    Positive<'conv2d', 'stride', [number, 0]>
  >().toEqualTypeOf<'conv2d: stride must be positive integers, got [?, 0]'>();
});

// An operation as ops/ declares them.
interface Tensor<out S extends Shape> {
  readonly shape: S;
}
// `any[]`, not `Shape`: see Out in ../tensor.ts.
type Out<Result> = Result extends readonly any[] ? Tensor<Result> : Tensor<number[]>;
declare function conv2d<
  const X extends Shape,
  const W extends Shape,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
>(
  x: Arg<ConvShape<2, X, W, Stride, Padding>, Tensor<X>>,
  weight: Tensor<W>,
  options?: { stride?: Positive<'conv2d', 'stride', Stride>; padding?: NonNegative<'conv2d', 'padding', Padding> },
): Out<ConvShape<2, X, W, Stride, Padding>>;
declare const weight: Tensor<[64, 3, 3, 3]>;
declare const options: { stride: number };

test('an operation guarded by a rule', () => {
  expectTypeOf(conv2d({} as Tensor<[8, 3, 32, 32]>, weight)).toEqualTypeOf<Tensor<[8, 64, 30, 30]>>();
  expectTypeOf(conv2d({} as Tensor<['N', 3, 32, 32]>, weight, { stride: 2, padding: 'same' })).toEqualTypeOf<
    Tensor<['N', 64, 16, 16]>
  >();
  expectTypeOf(conv2d({} as Tensor<number[]>, weight)).toEqualTypeOf<Tensor<[number, 64, number, number]>>();
  expectTypeOf(
    conv2d({} as any, weight, {
      padding: [
        [1, 1],
        [0, 2],
      ],
    }),
  ).toEqualTypeOf<Tensor<[number, 64, number, number]>>();
  expectTypeOf(conv2d({} as Tensor<[8, 3, 32, 32]>, weight, options)).toEqualTypeOf<Tensor<[8, 64, number, number]>>();
});

test('a mistake is one error, in its place', () => {
  // @ts-expect-error conv2d: input has 4 channels …
  expectTypeOf(conv2d({} as Tensor<[8, 4, 32, 32]>, weight)).toEqualTypeOf<Tensor<number[]>>();
  // @ts-expect-error conv2d: stride must be a positive integer, got 0
  conv2d({} as Tensor<[8, 3, 32, 32]>, weight, { stride: 0 });
  // @ts-expect-error conv2d: padding must be non-negative integers, got [0, -1]
  conv2d({} as Tensor<[8, 3, 32, 32]>, weight, { padding: [0, -1] });
  // @ts-expect-error No such option.
  conv2d({} as Tensor<[8, 3, 32, 32]>, weight, { strides: 2 });
});

test('inside a function that is generic over the batch', () => {
  function features<N extends number>(x: Tensor<[N, 3, 32, 32]>): Tensor<[N, 64, 30, 30]> {
    return conv2d(x, weight);
  }
  expectTypeOf(features({} as Tensor<[8, 3, 32, 32]>)).toEqualTypeOf<Tensor<[8, 64, 30, 30]>>();
});

test('shapes are inferred from tensors alone, also where the rule gives back what it was given', () => {
  // As layers do it: the rule is only known once its input is.
  interface Twice {
    readonly in: unknown;
    readonly out: SameShape<'twice', In<this['in']>, In<this['in']>>;
  }
  type In<T> = T extends readonly any[] ? T : number[];
  type Result<S> = (Twice & { readonly in: S })['out'];
  function twice<const S extends Shape>(x: Arg<Result<S>, Tensor<S>>): Out<Result<S>> {
    return x as Out<Result<S>>;
  }
  expectTypeOf(twice({} as Tensor<[8, 3]>)).toEqualTypeOf<Tensor<[8, 3]>>();
});
