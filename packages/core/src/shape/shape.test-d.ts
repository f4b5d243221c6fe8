import { expectTypeOf, test } from 'vitest';
import type {
  AxisOf,
  Differ,
  IsDynamic,
  Known,
  KnownPositive,
  Meet,
  NormalizeAxis,
  Product,
  Show,
  ShowShape,
  ValidShape,
} from './shape.ts';

type Branded = number & { readonly brand: 'pixels' };

test('Known keeps literal natural numbers only', () => {
  expectTypeOf<Known<7>>().toEqualTypeOf<7>();
  expectTypeOf<Known<0>>().toEqualTypeOf<0>();
  expectTypeOf<Known<number>>().toEqualTypeOf<number>();
  expectTypeOf<Known<'N'>>().toEqualTypeOf<number>();
  expectTypeOf<Known<7 | 8>>().toEqualTypeOf<number>();
  expectTypeOf<Known<7 | 'N'>>().toEqualTypeOf<number>();
  expectTypeOf<Known<any>>().toEqualTypeOf<number>();
  expectTypeOf<Known<never>>().toEqualTypeOf<number>();
  expectTypeOf<Known<unknown>>().toEqualTypeOf<number>();
  expectTypeOf<Known<-1>>().toEqualTypeOf<number>();
  expectTypeOf<Known<1.5>>().toEqualTypeOf<number>();
  expectTypeOf<Known<1e21>>().toEqualTypeOf<number>();
  expectTypeOf<Known<Branded>>().toEqualTypeOf<number>();
  expectTypeOf<KnownPositive<0>>().toEqualTypeOf<number>();
  expectTypeOf<KnownPositive<2>>().toEqualTypeOf<2>();
});

test('Differ speaks only of what is known', () => {
  expectTypeOf<Differ<3, 4>>().toEqualTypeOf<true>();
  expectTypeOf<Differ<3, 3>>().toEqualTypeOf<false>();
  expectTypeOf<Differ<3, number>>().toEqualTypeOf<false>();
  expectTypeOf<Differ<'N', 4>>().toEqualTypeOf<false>();
  expectTypeOf<Differ<'N', 'M'>>().toEqualTypeOf<false>();
  expectTypeOf<Differ<3 | 4, 5>>().toEqualTypeOf<false>();
  expectTypeOf<Differ<any, 5>>().toEqualTypeOf<false>();
});

test('Meet takes the better known', () => {
  expectTypeOf<Meet<3, number>>().toEqualTypeOf<3>();
  expectTypeOf<Meet<number, 3>>().toEqualTypeOf<3>();
  expectTypeOf<Meet<'N', 3>>().toEqualTypeOf<3>();
  expectTypeOf<Meet<'N', number>>().toEqualTypeOf<'N'>();
  expectTypeOf<Meet<number, 'N'>>().toEqualTypeOf<'N'>();
  expectTypeOf<Meet<number, number>>().toEqualTypeOf<number>();
});

test('IsDynamic', () => {
  expectTypeOf<IsDynamic<[2, 3]>>().toEqualTypeOf<false>();
  expectTypeOf<IsDynamic<readonly [number, 'N']>>().toEqualTypeOf<false>();
  expectTypeOf<IsDynamic<[]>>().toEqualTypeOf<false>();
  expectTypeOf<IsDynamic<number[]>>().toEqualTypeOf<true>();
  expectTypeOf<IsDynamic<[2, ...number[]]>>().toEqualTypeOf<true>();
  expectTypeOf<IsDynamic<any>>().toEqualTypeOf<true>();
  expectTypeOf<IsDynamic<any[]>>().toEqualTypeOf<true>();
  expectTypeOf<IsDynamic<[2] | [2, 3]>>().toEqualTypeOf<true>();
  expectTypeOf<IsDynamic<[2, 3] | [2, 4]>>().toEqualTypeOf<false>();
});

test('Show and ShowShape', () => {
  expectTypeOf<Show<3>>().toEqualTypeOf<'3'>();
  expectTypeOf<Show<-3>>().toEqualTypeOf<'-3'>();
  expectTypeOf<Show<'N'>>().toEqualTypeOf<'N'>();
  expectTypeOf<Show<number>>().toEqualTypeOf<'?'>();
  expectTypeOf<Show<string>>().toEqualTypeOf<'?'>();
  expectTypeOf<Show<3 | 4>>().toEqualTypeOf<'?'>();
  expectTypeOf<Show<any>>().toEqualTypeOf<'?'>();
  expectTypeOf<Show<Branded>>().toEqualTypeOf<'?'>();
  expectTypeOf<ShowShape<['N', 3, number, 32]>>().toEqualTypeOf<'[N, 3, ?, 32]'>();
  expectTypeOf<ShowShape<readonly [2]>>().toEqualTypeOf<'[2]'>();
  expectTypeOf<ShowShape<[]>>().toEqualTypeOf<'[]'>();
  expectTypeOf<ShowShape<number[]>>().toEqualTypeOf<'[...]'>();
  expectTypeOf<ShowShape<[2, ...number[]]>>().toEqualTypeOf<'[2, ...]'>();
  expectTypeOf<ShowShape<any>>().toEqualTypeOf<'[...]'>();
});

test('Product', () => {
  expectTypeOf<Product<[]>>().toEqualTypeOf<1>();
  expectTypeOf<Product<[512, 7, 7]>>().toEqualTypeOf<25088>();
  expectTypeOf<Product<[512, number, 7]>>().toEqualTypeOf<number>();
  expectTypeOf<Product<['N', 7]>>().toEqualTypeOf<number>();
  expectTypeOf<Product<number[]>>().toEqualTypeOf<number>();
});

test('axes', () => {
  expectTypeOf<NormalizeAxis<0, 4>>().toEqualTypeOf<0>();
  expectTypeOf<NormalizeAxis<-1, 4>>().toEqualTypeOf<3>();
  expectTypeOf<NormalizeAxis<4, 4>>().toEqualTypeOf<never>();
  expectTypeOf<NormalizeAxis<-5, 4>>().toEqualTypeOf<never>();
  expectTypeOf<NormalizeAxis<number, 4>>().toEqualTypeOf<number>();
  expectTypeOf<NormalizeAxis<0 | 1, 4>>().toEqualTypeOf<number>();
  expectTypeOf<NormalizeAxis<any, 4>>().toEqualTypeOf<number>();
  expectTypeOf<NormalizeAxis<1, number>>().toEqualTypeOf<1>();
  expectTypeOf<NormalizeAxis<-1, number>>().toEqualTypeOf<number>();
  expectTypeOf<AxisOf<'softmax', ['N', 10], -1>>().toEqualTypeOf<1>();
  expectTypeOf<AxisOf<'softmax', number[], -1>>().toEqualTypeOf<number>();
  expectTypeOf<AxisOf<'softmax', any, 1>>().toEqualTypeOf<1>();
  expectTypeOf<
    AxisOf<'softmax', ['N', 10], 2>
  >().toEqualTypeOf<'softmax: axis 2 is not an integer from -2 to 1 (input [N, 10])'>();
});

test('ValidShape', () => {
  expectTypeOf<ValidShape<'zeros', [2, number, 'N']>>().toEqualTypeOf<[2, number, 'N']>();
  expectTypeOf<ValidShape<'zeros', number[]>>().toEqualTypeOf<number[]>();
  expectTypeOf<ValidShape<'zeros', [2 | -1]>>().toEqualTypeOf<[2 | -1]>();
});
