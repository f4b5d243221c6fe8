import { expect, test } from 'vitest';
import { exact } from '../tolerance.ts';
import { assertClose, coordinates, differenceOf } from './compare.ts';

test('a difference is reported with its place, both values, the bound and how many there are', () => {
  const expected = { values: Float64Array.of(1, 2, 3, 4, 5, 6), bounds: new Float64Array(6).fill(0.25) };
  expect(() => assertClose([1, 2, 3, 4, 5.5, 7], expected, 'op x', [2, 3])).toThrow(
    'op x: element [1, 1] is 5.5, expected 5 (error 0.500, bound 0.250; 2 of 6 elements are wrong)',
  );
  assertClose([1, 2, 3, 4, 5.25, 6], expected, 'op x', [2, 3]);
});

test('a result of another length is an error, and so is a NaN', () => {
  expect(() => assertClose([1], exact([1, 2]), 'op')).toThrow('op: the result has 1 elements, expected 2');
  expect(() => assertClose([NaN], exact([1]), 'op')).toThrow('element [0] is NaN, expected 1');
});

test('the error has the difference, also as the cause of another', () => {
  const expected = exact([1, 2, 3, 4]);
  const thrown = (() => {
    try {
      return assertClose([1, 2, 0, 4], expected, 'op', [2, 2]);
    } catch (error) {
      return error;
    }
  })();
  const difference = {
    shape: [2, 2],
    got: Float64Array.of(1, 2, 0, 4),
    expected: expected.values,
    bounds: expected.bounds,
  };
  expect(differenceOf(thrown)).toEqual(difference);
  expect(differenceOf(new Error('try 3', { cause: thrown }))).toEqual(difference);
  expect(differenceOf(new Error('another'))).toBeUndefined();
});

test('coordinates', () => {
  expect(coordinates(5, [2, 3])).toBe('[1, 2]');
  expect(coordinates(23, [2, 3, 4])).toBe('[1, 2, 3]');
  expect(coordinates(5, undefined)).toBe('[5]');
});
