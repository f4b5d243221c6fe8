import { describe, expect, test } from 'vitest';
import { gather } from './gather.ts';
import { floatBuffer, intBuffer, nanBuffer, valuesOf } from './reference/buffers.ts';
import { scatterAdd } from './scatter-add.ts';

// Long entries are copied in another way than short ones.
describe.each([1, 3, 31, 32, 40])('entries of %i numbers', (inner) => {
  const sizes = { outer: 2, size: 3, inner, count: 4, perOuter: true };
  const lists = [2, 0, 5, 2, 1, -1, 1, 1];
  const entry = (place: number): number[] => Array.from({ length: inner }, (_, i) => place * 100 + i);

  test('gather', () => {
    const x = floatBuffer([0, 1, 2, 3, 4, 5].flatMap(entry));
    const y = nanBuffer(8 * inner);
    expect(gather({ ...sizes, x, indices: intBuffer(lists), y })).toBe(true);
    const zeros = entry(0).map(() => 0);
    expect(valuesOf(y)).toEqual([entry(2), entry(0), zeros, entry(2), entry(4), zeros, entry(4), entry(4)].flat());
  });

  test('scatterAdd', () => {
    const dy = floatBuffer([0, 1, 2, 3, 4, 5, 6, 7].flatMap(entry));
    const dx = nanBuffer(6 * inner);
    expect(scatterAdd({ ...sizes, dy, indices: intBuffer(lists), dx })).toBe(true);
    const sum = (...places: number[]): number[] =>
      entry(0).map((_, i) => places.reduce((total, place) => total + entry(place)[i]!, 0));
    expect(valuesOf(dx)).toEqual([sum(1), sum(), sum(0, 3), sum(), sum(4, 6, 7), sum()].flat());
  });
});
