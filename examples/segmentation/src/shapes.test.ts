import { expect, it } from 'vitest';
import { intersectionOverUnion } from './intersection-over-union.ts';
import { shapes, side } from './shapes.ts';

const area = side * side;

function sample(index: number, seed: number): { image: Float32Array; labels: Int32Array } {
  const [image, labels] = [new Float32Array(3 * area), new Int32Array(area)];
  shapes(10_000, seed).copy(index, image, labels, 0);
  return { image, labels };
}

it('a sample is always the same, and no two are', () => {
  expect(sample(3, 1)).toEqual(sample(3, 1));
  expect(sample(3, 1).image).not.toEqual(sample(4, 1).image);
  expect(sample(3, 1).image).not.toEqual(sample(3, 2).image);
});

it('goes into its row, and nowhere else', () => {
  const [inputs, labels] = [new Float32Array(9 * area).fill(7), new Int32Array(3 * area).fill(9)];
  shapes(10, 1).copy(3, inputs, labels, 1);
  const { image, labels: expected } = sample(3, 1);
  expect(inputs.subarray(3 * area, 6 * area)).toEqual(image);
  expect(labels.subarray(area, 2 * area)).toEqual(expected);
  expect(inputs.filter((value) => value === 7).length).toBe(6 * area);
  expect(labels.filter((value) => value === 9).length).toBe(2 * area);
});

it('neither area nor colour tells what a shape is', () => {
  const pixels = [0, 0, 0, 0];
  const colours = [0, 0, 0, 0];
  for (let index = 0; index < 600; index++) {
    const { image, labels } = sample(index, 5);
    for (const [pixel, label] of labels.entries()) {
      pixels[label]! += 1;
      colours[label]! += image[pixel]!;
    }
  }
  // A quarter of all pixels show a shape, a third of them each kind: to a few percent, as some 600 of each are drawn.
  const shown = pixels[1]! + pixels[2]! + pixels[3]!;
  expect(shown / (600 * area)).toBeGreaterThan(0.15);
  for (const kind of [1, 2, 3]) {
    expect(Math.abs((3 * pixels[kind]!) / shown - 1)).toBeLessThan(0.1);
    expect(Math.abs(colours[kind]! / pixels[kind]!)).toBeLessThan(0.1);
  }
});

it('intersection over union', () => {
  // Of ten pixels of class 0, two were taken for class 1; of five of class 1, one for class 0.
  expect(
    intersectionOverUnion([
      [8, 2, 0],
      [1, 4, 0],
      [0, 0, 0],
    ]),
  ).toEqual([8 / 11, 4 / 7, NaN]);
});
