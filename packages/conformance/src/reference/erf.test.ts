import { expect, test } from 'vitest';
import { erf } from './erf.ts';

// Abramowitz and Stegun, table 7.1, and the DLMF.
test.each([
  [0, 0],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [3, 0.9999779095030014],
  [10, 1],
])('erf(%d)', (x, value) => {
  expect(Math.abs(erf(x) - value)).toBeLessThan(3e-15);
  expect(erf(-x)).toBeCloseTo(-value, 14);
});
