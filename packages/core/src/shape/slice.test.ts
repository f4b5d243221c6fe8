import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type Range, sliceRule } from './slice.ts';

test('whole, part, counted from the end, with a step, and left out', () => {
  expect(sliceRule([8, 10, 10, 10, 7], [null, [2, 5], [-3, 10], [1, -1, 3]])).toEqual({
    shape: [8, 3, 3, 3, 7],
    starts: [0, 2, 7, 1, 0],
    steps: [1, 1, 1, 3, 1],
  });
  expect(sliceRule([8], [[3, 3]])).toEqual({ shape: [0], starts: [3], steps: [1] });
  expect(sliceRule([8], [[8, 8]])).toEqual({ shape: [0], starts: [8], steps: [1] });
  expect(sliceRule([], [])).toEqual({ shape: [], starts: [], steps: [] });
});

test('names the elements that Array.slice would', () => {
  fc.assert(
    fc.property(
      fc.nat(12),
      fc.integer({ min: -12, max: 12 }),
      fc.integer({ min: -12, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      (length, start, end, step) => {
        const cells = Array.from({ length }, (_, i) => i);
        const expected = cells.slice(start, end).filter((_, i) => i % step === 0);
        const outside = [start, end].some((position) => position < -length || position > length);
        const from = start < 0 ? start + length : start;
        const to = end < 0 ? end + length : end;
        const named = attempt(() => {
          const { shape, starts, steps } = sliceRule([length], [[start, end, step]]);
          return Array.from({ length: shape[0]! }, (_, i) => starts[0]! + i * steps[0]!);
        });
        expect(named).toEqual(outside || from > to ? 'refused' : expected);
      },
    ),
  );
});

describe('refuses what types would have stopped', () => {
  const malformed = 'a range must be null, [start, end] or [start, end, step], got ';
  const where = '(dimension 0 of input [8])';
  test.each<[unknown, string]>([
    [[undefined], `${malformed}undefined ${where}`],
    [[3], `${malformed}3 ${where}`],
    [[[3]], `${malformed}[3] ${where}`],
    [[[0, 1, 1, 1]], `${malformed}[0, 1, 1, 1] ${where}`],
    [[['0', 4]], `start '0' is not an integer from -8 to 8 ${where}`],
    [[[0, NaN]], `end NaN is not an integer from -8 to 8 ${where}`],
    [[[0, 4, 0.5]], `step must be a positive integer, got 0.5 ${where}`],
    [[[0, 4, -1]], `step must be a positive integer, got -1 ${where}`],
    ['[0, 4]', "ranges must be a list, got '[0, 4]'"],
  ])('%j', (ranges, sentence) => {
    expect(() => sliceRule([8], ranges as Range[])).toThrow(new ShapeError(`slice: ${sentence}`));
  });
});

/** What `run` returns, or 'refused' where it throws a ShapeError. */
function attempt<T>(run: () => T): T | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof ShapeError) return 'refused';
    throw error;
  }
}
