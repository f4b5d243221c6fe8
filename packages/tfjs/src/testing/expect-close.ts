import { expect } from 'vitest';
import type { Values } from './tfjs.ts';

/** Each element of each output is no further off than `bound` says; a NaN is. */
export function expectClose(
  actual: readonly Values[],
  expected: readonly Values[],
  bound: (output: number, i: number) => number,
): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  expected.forEach(({ data }, output) => {
    expect(data.length).toBeGreaterThan(0);
    const excess = Array.from(data, (value, i) => Math.abs(actual[output]!.data[i]! - value) - bound(output, i));
    expect(excess.reduce((a, b) => Math.max(a, b), -Infinity)).toBeLessThanOrEqual(0);
  });
}
