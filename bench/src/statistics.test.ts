import { describe, expect, it } from 'vitest';
import { median, pairedRatio, quantile, spread } from './statistics.ts';

describe('quantile', () => {
  it('interpolates between the values around it, whatever their order', () => {
    expect(quantile([40, 10, 30, 20], 0.25)).toBe(17.5);
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([7], 0.9)).toBe(7);
  });

  it('sorts by value, not by spelling', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('is NaN for no values', () => {
    expect(median([])).toBeNaN();
  });
});

describe('spread', () => {
  it('holds the middle and the quartiles', () => {
    expect(spread([1, 2, 3, 4, 5])).toEqual({ median: 3, low: 2, high: 4 });
  });
});

describe('pairedRatio', () => {
  it('is not moved by rounds in which the machine was slow for both', () => {
    const ours = [1, 1, 5, 5, 1];
    const theirs = ours.map((time) => 8 * time);
    expect(pairedRatio(theirs, ours)).toEqual({ median: 8, low: 8, high: 8 });
  });

  it('differs from the ratio of medians', () => {
    expect(pairedRatio([10, 20, 90], [10, 2, 3]).median).toBe(10);
    expect(median([10, 20, 90]) / median([10, 2, 3])).toBeCloseTo(20 / 3);
  });

  it('refuses samples that are not pairs', () => {
    expect(() => pairedRatio([1, 2], [1])).toThrow('2 samples against 1');
  });
});
