import { expect, test } from 'vitest';
import { erf, erfc } from './erf.ts';

/** The Maclaurin series (Abramowitz and Stegun, 7.1.6), which sums positive terms only. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Laplace's continued fraction (7.1.14), from its far end. */
function erfcFraction(x: number): number {
  let fraction = 0;
  for (let n = 200; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

test('agrees with the series to a few last bits of a double', () => {
  for (let x = -5; x <= 5; x += 1 / 64) expect(Math.abs(erf(x) - erfSeries(x))).toBeLessThan(2e-15);
});

test('erfc agrees with the continued fraction, relative to its own size', () => {
  for (let x = 2; x < 26; x += 1 / 16) expect(Math.abs(erfc(x) / erfcFraction(x) - 1)).toBeLessThan(1e-13);
  for (let x = -5; x <= 5; x += 1 / 8) expect(erf(x) + erfc(x)).toBeCloseTo(1, 14);
});

test('is odd, keeps the sign of zero, saturates, and passes NaN on', () => {
  for (const x of [1e-300, 0.3, 0.46875, 0.5, 3.9, 4.1, 30]) expect(erf(-x)).toBe(-erf(x));
  expect(Object.is(erf(-0), -0)).toBe(true);
  expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity)]).toEqual([1, -1, 0, 2]);
  expect([erf(Number.NaN), erfc(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
});
