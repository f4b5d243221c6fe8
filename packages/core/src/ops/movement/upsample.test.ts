import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { ShapeError } from '../../errors.ts';
import { cpu } from '../../testing/cpu.ts';
import { upsample, type UpsampleOpOptions } from './upsample.ts';

beforeAll(() => registerBackend(cpu()));
afterAll(() => unregisterBackend('cpu'));

const line = (values: readonly number[], options: UpsampleOpOptions<number, number>): number[] => [
  ...upsample(tensor<number[]>(values, [1, 1, values.length]), options).dataSync(),
];

describe('numbers that PyTorch documents or that are worked out by hand', () => {
  test('nearest', () => {
    expect(line([1, 2, 3], { scale: 2 })).toEqual([1, 1, 2, 2, 3, 3]);
    expect(line([1, 2, 3], { size: 5 })).toEqual([1, 1, 2, 2, 3]);
    expect(line([1, 2, 3, 4, 5], { size: 3 })).toEqual([1, 2, 4]);
  });

  test('bilinear, the four cells of the documentation of torch.nn.Upsample', () => {
    const x = tensor([1, 2, 3, 4], [1, 1, 2, 2]);
    const half = upsample(x, { scale: 2, mode: 'linear' });
    expect([...half.dataSync()]).toEqual([
      1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4,
    ]);
    const corners = upsample(x, { scale: 2, mode: 'linear', alignCorners: true });
    const third = (n: number): number => n / 3;
    const rows = [3, 5, 7, 9].map((first) => [first, first + 1, first + 2, first + 3].map(third));
    rows.flat().forEach((value, i) => expect(corners.dataSync()[i]).toBeCloseTo(value, 6));
  });

  test('linear to fewer cells, and to one', () => {
    expect(line([0, 1, 2, 3, 4, 5], { size: 2, mode: 'linear' })).toEqual([1, 4]);
    expect(line([0, 1, 2, 3, 4], { size: 3, mode: 'linear', alignCorners: true })).toEqual([0, 2, 4]);
    expect(line([0, 1, 2, 3, 4, 5], { size: 1, mode: 'linear' })).toEqual([2.5]);
    expect(line([7, 8], { size: 1, mode: 'linear', alignCorners: true })).toEqual([7]);
    expect(line([7], { size: 3, mode: 'linear' })).toEqual([7, 7, 7]);
  });
});

test('places are exact where the quotient of the lengths is not', () => {
  // 41 * 1 / 41 is 1 and 41 * (1 / 41) is 0.99…, in float32 as PyTorch has it and for other lengths in doubles too.
  for (let output = 1; output < 200; output++) {
    const cells = Array.from({ length: 3 }, (_, i) => i);
    const wanted = Array.from({ length: output }, (_, i) => Number((BigInt(i) * 3n) / BigInt(output)));
    expect(line(cells, { size: output })).toEqual(wanted);
  }
});

test('what does not go together is refused', () => {
  expect(() => line([1], { size: 2, alignCorners: true })).toThrow(
    new ShapeError("upsample: alignCorners is for mode 'linear', not 'nearest'"),
  );
  expect(() => line([1], { size: 2, mode: 'cubic' as 'linear' })).toThrow(
    new ShapeError("upsample: mode must be 'nearest' or 'linear', got 'cubic'"),
  );
});
