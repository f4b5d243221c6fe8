import { expectTypeOf, test } from 'vitest';
import type { Add, Div, IsNat, Lt, Mod, Mul, Sub } from './arithmetic.ts';

test('literals', () => {
  expectTypeOf<Add<999, 1>>().toEqualTypeOf<1000>();
  expectTypeOf<Add<0, 0>>().toEqualTypeOf<0>();
  expectTypeOf<Sub<1000, 1>>().toEqualTypeOf<999>();
  expectTypeOf<Sub<7, 7>>().toEqualTypeOf<0>();
  expectTypeOf<Sub<1, 2>>().toEqualTypeOf<never>();
  expectTypeOf<Mul<64, 4096>>().toEqualTypeOf<262144>();
  expectTypeOf<Mul<0, 5>>().toEqualTypeOf<0>();
  expectTypeOf<Div<224, 2>>().toEqualTypeOf<112>();
  expectTypeOf<Div<100, 33>>().toEqualTypeOf<3>();
  expectTypeOf<Div<3, 100>>().toEqualTypeOf<0>();
  expectTypeOf<Mod<100, 33>>().toEqualTypeOf<1>();
  expectTypeOf<Mod<12, 4>>().toEqualTypeOf<0>();
  expectTypeOf<Lt<9, 10>>().toEqualTypeOf<true>();
  expectTypeOf<Lt<10, 9>>().toEqualTypeOf<false>();
  expectTypeOf<Lt<10, 10>>().toEqualTypeOf<false>();
});

test('what is not known, or has no answer, is number', () => {
  expectTypeOf<Add<number, 1>>().toEqualTypeOf<number>();
  expectTypeOf<Sub<1, number>>().toEqualTypeOf<number>();
  expectTypeOf<Mul<number, 0>>().toEqualTypeOf<number>();
  expectTypeOf<Div<number, 2>>().toEqualTypeOf<number>();
  expectTypeOf<Lt<number, 2>>().toEqualTypeOf<boolean>();
  expectTypeOf<Div<4, 0>>().toEqualTypeOf<number>();
  expectTypeOf<Mod<4, 0>>().toEqualTypeOf<number>();
});

test('exact up to 2^53, then number', () => {
  expectTypeOf<Mul<2097152, 4294967296>>().toEqualTypeOf<9007199254740992>();
  expectTypeOf<Add<9007199254740991, 2>>().toEqualTypeOf<number>();
  expectTypeOf<Mul<9007199254740991, 9007199254740991>>().toEqualTypeOf<number>();
});

test('IsNat', () => {
  expectTypeOf<IsNat<0>>().toEqualTypeOf<true>();
  expectTypeOf<IsNat<12>>().toEqualTypeOf<true>();
  expectTypeOf<IsNat<number>>().toEqualTypeOf<false>();
  expectTypeOf<IsNat<-1>>().toEqualTypeOf<false>();
  expectTypeOf<IsNat<0.5>>().toEqualTypeOf<false>();
  expectTypeOf<IsNat<1e21>>().toEqualTypeOf<false>();
  expectTypeOf<IsNat<number & { readonly brand: 'pixels' }>>().toEqualTypeOf<false>();
  expectTypeOf<IsNat<'N'>>().toEqualTypeOf<false>();
});
