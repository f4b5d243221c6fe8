import { expect, test } from 'vitest';
import { showValue } from './show.ts';

test.each([
  [3, '3'],
  [-0.5, '-0.5'],
  [NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  ['3', "'3'"],
  ["it's\n", "'it\\'s\\n'"],
  [3n, '3n'],
  [Symbol('s'), 'Symbol(s)'],
  [{}, 'an object'],
  [() => 0, 'a function'],
  [[1, [2, '3']], "[1, [2, '3']]"],
  [[], '[]'],
  // eslint-disable-next-line no-sparse-arrays -- callers without types pass anything
  [[1, , 2], '[1, undefined, 2]'],
  [new Float32Array(2), 'an object'],
])('shows %o', (value, text) => {
  expect(showValue(value)).toBe(text);
});

test('a list that holds itself has an end', () => {
  const list: unknown[] = [];
  list.push(list);
  expect(showValue(list)).toBe('[[[[...]]]]');
});
