import { expectTypeOf, test } from 'vitest';
import type { MatmulShape } from './matmul.ts';

test('literals', () => {
  expectTypeOf<MatmulShape<[2, 3], [3, 4]>>().toEqualTypeOf<[2, 4]>();
  expectTypeOf<MatmulShape<[3, 2], [4, 3], true, true>>().toEqualTypeOf<[2, 4]>();
  expectTypeOf<MatmulShape<readonly [3], readonly [3]>>().toEqualTypeOf<[]>();
  expectTypeOf<MatmulShape<[3], [3, 4]>>().toEqualTypeOf<[4]>();
  expectTypeOf<MatmulShape<[2, 3], [3]>>().toEqualTypeOf<[2]>();
  expectTypeOf<MatmulShape<[5, 1, 2, 3], [6, 3, 4]>>().toEqualTypeOf<[5, 6, 2, 4]>();
});

test('what is not known', () => {
  expectTypeOf<MatmulShape<['N', 3], [3, 4]>>().toEqualTypeOf<['N', 4]>();
  expectTypeOf<MatmulShape<['N', 'K'], ['K', 'M']>>().toEqualTypeOf<['N', 'M']>();
  expectTypeOf<MatmulShape<['B', 'N', number], ['B', 3, 4]>>().toEqualTypeOf<['B', 'N', 4]>();
  expectTypeOf<MatmulShape<[2, 3], [3, 4], boolean>>().toEqualTypeOf<[number, 4]>();
  expectTypeOf<MatmulShape<number[], [3, 4]>>().toEqualTypeOf<number[]>();
  expectTypeOf<MatmulShape<[2, 3], any>>().toEqualTypeOf<number[]>();
});
