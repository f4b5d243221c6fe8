import { expect, test } from 'vitest';
import { UNIT_ROUNDOFF } from '../tolerance.ts';
import { differenceGradient } from './gradient-check.ts';

test('differences agree with the derivative far below the precision of float32', () => {
  const x = [0.3, -1.2, 2];
  const dy = [1, -2, 0.5];
  const { values } = differenceGradient((p) => p.map(Math.exp), x, dy);
  for (const [i, value] of values.entries()) {
    expect(Math.abs(value / (dy[i]! * Math.exp(x[i]!)) - 1)).toBeLessThan(UNIT_ROUNDOFF / 1000);
  }
});

test('the bound counts the outputs that depend on an input, and their magnitudes', () => {
  // y = [x0 + x1, x0 - x1]: the gradient by x1 is dy0 - dy1, which cancels here.
  const f = ([a, b]: Float64Array): number[] => [a! + b!, a! - b!];
  const { values, bounds } = differenceGradient(f, [1, 1], [3, 3], { roundings: 0 });
  expect(values[1]).toBeCloseTo(0, 9);
  expect(bounds[1]! / UNIT_ROUNDOFF).toBeGreaterThan(2 * 2 * 6);
  expect(bounds[1]! / UNIT_ROUNDOFF).toBeLessThan(2 * 2 * 6 + 1);
});

test('an output that stays at -Infinity has no slope', () => {
  expect(differenceGradient(() => [-Infinity], [1], [1]).values[0]).toBe(0);
});
