import { ShapeError } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { type ArrayDataset, arrayDataset } from './array-dataset.ts';

const labelled = (): ArrayDataset<'int32', [2], []> =>
  arrayDataset({ inputs: Float32Array.of(1, 2, 3, 4, 5, 6), inputShape: [2], labels: Uint8Array.of(0, 2, 1) });

/** All samples, gathered into one batch. */
function gather(data: ReturnType<typeof labelled>): [number[], number[]] {
  const [inputs, targets] = [new Float32Array(data.length * 2), new Int32Array(data.length)];
  for (let i = 0; i < data.length; i++) data.copy(i, inputs, targets, i);
  return [[...inputs], [...targets]];
}

test('labels and inputs come out as they went in', () => {
  expect(labelled()).toMatchObject({ length: 3, inputShape: [2], targetShape: [], targetType: 'int32', classes: 3 });
  expect(gather(labelled())).toEqual([
    [1, 2, 3, 4, 5, 6],
    [0, 2, 1],
  ]);
});

test('subsets of a number, of indices, and of subsets', () => {
  expect(gather(labelled().subset(2))).toEqual([
    [1, 2, 3, 4],
    [0, 2],
  ]);
  expect(gather(labelled().subset([2, 0, 2]).subset([1, 2]))).toEqual([
    [1, 2, 5, 6],
    [0, 1],
  ]);
  expect(labelled().subset(2).classes).toBe(3);
  expect(labelled().subset(0).length).toBe(0);
});

test('targets of a shape', () => {
  const data = arrayDataset({
    inputs: Float32Array.of(1, 2),
    inputShape: [1],
    targets: Float32Array.of(1, 2, 3, 4),
    targetShape: [2],
  });
  const [inputs, targets] = [new Float32Array(1), new Float32Array(2)];
  data.copy(1, inputs, targets, 0);
  expect([inputs[0], ...targets]).toEqual([2, 3, 4]);
});

describe('what does not fit is told', () => {
  const inputs = Float32Array.of(1, 2, 3, 4);
  test.each([
    [
      () => arrayDataset({ inputs, inputShape: [3], labels: Uint8Array.of(0) }),
      'arrayDataset: inputs has 4 numbers, which is no multiple of 3 (inputShape [3])',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [0], labels: Uint8Array.of(0) }),
      'arrayDataset: inputs has 4 numbers, which is no multiple of 0 (inputShape [0])',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [2], labels: Uint8Array.of(0, 1, 1) }),
      'arrayDataset: there are 2 inputs but 3 labels',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [2], targets: inputs }),
      'arrayDataset: there are 2 inputs but 4 targets',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [2], labels: Int32Array.of(0, -1) }),
      'arrayDataset: label -1 at index 1 is below 0',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [2], labels: Int32Array.of(3, 0), classes: 3 }),
      'arrayDataset: label 3 at index 0 is outside 0 … 2',
    ],
    [
      () => arrayDataset({ inputs, inputShape: [2], labels: Int32Array.of(3, 0), classes: 0 }),
      'arrayDataset: classes must be a positive integer, got 0',
    ],
    [() => labelled().subset(4), 'subset: the number of samples must be an integer from 0 to 3, got 4'],
    [() => labelled().subset([0, 3]), 'subset: index 3 at position 1 is not one of the 3 samples'],
    [() => labelled().subset([0.5]), 'subset: index 0.5 at position 0 is not one of the 3 samples'],
  ])('%#', (make, sentence) => {
    expect(make).toThrow(new ShapeError(sentence));
  });
});
