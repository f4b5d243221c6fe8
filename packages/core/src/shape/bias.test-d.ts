import { expectTypeOf, test } from 'vitest';
import type { BiasShape } from './bias.ts';

test('BiasShape', () => {
  expectTypeOf<BiasShape<'conv2d', [64], 64>>().toEqualTypeOf<[64]>();
  expectTypeOf<BiasShape<'conv2d', readonly [number], 64>>().toEqualTypeOf<[number]>();
  expectTypeOf<BiasShape<'conv2d', [64], number>>().toEqualTypeOf<[64]>();
  expectTypeOf<BiasShape<'conv2d', ['O'], 'O'>>().toEqualTypeOf<['O']>();
  expectTypeOf<BiasShape<'conv2d', number[], 64>>().toEqualTypeOf<[number]>();
  expectTypeOf<BiasShape<'conv2d', any, 64>>().toEqualTypeOf<[number]>();
  expectTypeOf<BiasShape<'conv2d', [2, 3], number>>().toEqualTypeOf<'conv2d: bias must have shape [?], got [2, 3]'>();
});
