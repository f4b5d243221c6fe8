import type { Copy } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import type { CpuBuffer } from '../cpu-buffer.ts';
import { copy } from './copy.ts';
import { fill } from './fill.ts';
import { floatBuffer, intBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';

/** All of y after the copy, by the definition. */
function reference({ shape, ...op }: Copy<CpuBuffer>): number[] {
  const y = valuesOf(op.y);
  const size = shape.reduce((product, length) => product * length, 1);
  for (let flat = 0; flat < size; flat++) {
    let [from, to, rest] = [op.xOffset, op.yOffset, flat];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const index = rest % shape[axis]!;
      rest = (rest - index) / shape[axis]!;
      from += index * op.xStrides[axis]!;
      to += index * op.yStrides[axis]!;
    }
    y[to] = op.x.data![from]!;
  }
  return y;
}

type Walk = [what: string, shape: number[], xStrides: number[], yStrides: number[]];

const walks: Walk[] = [
  ['one element', [], [], []],
  ['dense', [600], [1], [1]],
  ['dense in several dimensions', [2, 5, 60], [300, 60, 1], [300, 60, 1]],
  ['long dense rows with gaps', [2, 300], [310, 1], [320, 1]],
  ['short rows with gaps', [20, 7], [9, 1], [11, 1]],
  ['every second element', [50], [2], [1]],
  ['transposition', [17, 23], [1, 17], [23, 1]],
  ['transposition of the last two of three', [3, 9, 8], [72, 1, 9], [72, 8, 1]],
  ['channels to the back', [2, 5, 4, 3], [60, 3, 15, 1], [60, 12, 3, 1]],
  ['channels to the back, dense across', [2, 12, 5], [60, 1, 12], [60, 5, 1]],
  ['all dimensions reversed', [3, 4, 5], [1, 3, 12], [20, 5, 1]],
  ['repeats', [4, 6], [0, 1], [6, 1]],
  ['repeats each element', [6, 4], [1, 0], [4, 1]],
  ['into columns', [6, 4], [4, 1], [1, 6]],
  ['dimensions of length 1', [1, 6, 1, 4], [99, 4, 7, 1], [3, 4, 0, 1]],
  ['nothing', [3, 0, 2], [1, 1, 1], [1, 1, 1]],
];

describe('copy', () => {
  test.each(walks)('%s', (_, shape, xStrides, yStrides) => {
    const op: Copy<CpuBuffer> = {
      x: floatBuffer(randomFloats(700)),
      xOffset: 5,
      xStrides,
      y: nanBuffer(700),
      yOffset: 3,
      yStrides,
      shape,
    };
    const expected = reference(op);
    copy(op);
    expect(valuesOf(op.y)).toEqual(expected);
  });

  const row = { xOffset: 0, yOffset: 0, xStrides: [1], yStrides: [1] };

  test('float32 to int32 truncates', () => {
    const y = intBuffer([9, 9, 9, 9, 9]);
    copy({ ...row, x: floatBuffer([1.9, -1.9, 0.5, -0.5, 16777216]), y, shape: [5] });
    expect(valuesOf(y).map((value) => value + 0)).toEqual([1, -1, 0, 0, 16777216]);
  });

  test('int32 to float32 rounds to the nearest', () => {
    const y = nanBuffer(3);
    copy({ ...row, x: intBuffer([-3, 16777217, 2147483647]), y, shape: [3] });
    expect(valuesOf(y)).toEqual([-3, 16777216, 2147483648]);
  });

  test('int32 to int32 keeps every bit, transposed too', () => {
    const x = [2147483647, -2147483648, 16777217, 1, 2, 3];
    const y = intBuffer(new Array(6).fill(0));
    copy({ ...row, x: intBuffer(x), y, xStrides: [1, 3], yStrides: [2, 1], shape: [3, 2] });
    expect(valuesOf(y)).toEqual([x[0], x[3], x[1], x[4], x[2], x[5]]);
  });
});

test('fill sets the first elements, of either type', () => {
  const [y, z] = [floatBuffer([1, 2, 3]), intBuffer([1, 2, 3])];
  fill({ y, length: 2, value: Number.NaN });
  fill({ y: z, length: 3, value: -7 });
  expect(valuesOf(y)).toEqual([Number.NaN, Number.NaN, 3]);
  expect(valuesOf(z)).toEqual([-7, -7, -7]);
});
