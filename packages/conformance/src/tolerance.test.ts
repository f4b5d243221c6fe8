import { expect, test } from 'vitest';
import { boundedSums, exact, isWithin, sumBound, UNIT_ROUNDOFF } from './tolerance.ts';

test('NaN will do for NaN only, an infinity for the same one only', () => {
  const cases: [got: number, wanted: number, fits: boolean][] = [
    [NaN, NaN, true],
    [0, NaN, false],
    [NaN, 0, false],
    [Infinity, Infinity, true],
    [-Infinity, Infinity, false],
    [3e38, Infinity, false],
    [Infinity, 1, false],
  ];
  for (const [got, wanted, fits] of cases)
    expect([got, wanted, isWithin(got, wanted, 1e9)]).toEqual([got, wanted, fits]);
});

test('a value too large for float32 may be an infinity of its sign', () => {
  expect(isWithin(Infinity, 4e38, 0)).toBe(true);
  expect(isWithin(-Infinity, 4e38, 0)).toBe(false);
  expect(isWithin(Infinity, 3e38, 0)).toBe(false);
});

test('bounds grow with the length of a sum and with what it sums', () => {
  expect(sumBound(10, 1) / UNIT_ROUNDOFF).toBeCloseTo(20);
  expect(sumBound(10, 5) / UNIT_ROUNDOFF).toBeCloseTo(100);
  const { bounds } = boundedSums({ values: Float64Array.of(0), magnitudes: Float64Array.of(8), terms: 4 }, 1);
  // The terms cancel to 0; the bound does not.
  expect(bounds[0]! / UNIT_ROUNDOFF).toBeCloseTo(80);
});

test('exact is exact', () => {
  const { values, bounds } = exact([1]);
  expect(isWithin(1 + 2 ** -23, values[0]!, bounds[0]!)).toBe(false);
});
