import { expect, test } from 'vitest';
import { parseClaim } from './claim.ts';

test.each([
  ['Tensor<[8, 10]>', { type: 'Tensor<[8, 10]>' }],
  ['Tensor<[2]>: 3, 4', { type: 'Tensor<[2]>', values: '3, 4' }],
  ['Tensor<[8]>: 2 everywhere', { type: 'Tensor<[8]>', values: '2 everywhere' }],
  ['Tensor<number[]>, of shape [1, 16, 8]', { type: 'Tensor<number[]>', shape: '[1, 16, 8]' }],
  ["Loader<'int32', [3, 28, 28], []>", { type: "Loader<'int32', [3, 28, 28], []>" }],
  ['[[0, -1.5], [1e-7, NaN]]', { values: '[[0, -1.5], [1e-7, NaN]]' }],
  ['236_027_904', { values: '236_027_904' }],
  ['3 channels', {}],
  ['a constant from here on', {}],
  ['12: a corner sees 4 of 9 taps', {}],
])('%s', (comment, claim) => {
  expect(parseClaim(comment)).toEqual(claim);
});
