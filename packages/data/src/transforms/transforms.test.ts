import { generator, ShapeError } from '@gemmule/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centerCrop,
  compose,
  normalize,
  randomCrop,
  randomHorizontalFlip,
  randomRotation,
  randomVerticalFlip,
  resize,
  type Transform,
} from '../index.ts';
import { transformedShape } from './transform.ts';

type Shape3 = readonly [number, number, number];

const imageOf = ([c, h, w]: Shape3, seed = 1): Float32Array => {
  const random = generator(seed);
  return Float32Array.from({ length: c * h * w }, () => random.normal());
};

/** Into a result full of NaN: all of it must be written. */
function run(transform: Transform, image: Float32Array, shape: Shape3, seed = 0): number[] {
  const [c, h, w] = transformedShape(transform, shape) as Shape3;
  const to = new Float32Array(c * h * w).fill(NaN);
  const before = image.slice();
  transform.apply(image, to, shape, generator(seed));
  expect(image).toEqual(before);
  return [...to];
}

/** Reads pixel (c, y, x), or what is beyond the edges. */
const reader =
  (image: Float32Array, [, h, w]: Shape3, beyond = 0) =>
  (c: number, y: number, x: number): number =>
    y >= 0 && y < h && x >= 0 && x < w ? image[(c * h + y) * w + x]! : beyond;

/** An image from a formula. */
function draw([c, h, w]: Shape3, pixel: (c: number, y: number, x: number) => number): number[] {
  const out: number[] = [];
  for (let i = 0; i < c; i++) for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) out.push(pixel(i, y, x));
  return out;
}

const shape3 = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  // One rounding to float32 of a sum whose terms are below 6.
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(6 * 2 ** -23));
}

describe('flips', () => {
  test('are the mirror images', () => {
    fc.assert(
      fc.property(shape3, (shape) => {
        const [image, [, h, w]] = [imageOf(shape), shape];
        const at = reader(image, shape);
        expect(run(randomHorizontalFlip({ probability: 1 }), image, shape)).toEqual(
          draw(shape, (c, y, x) => at(c, y, w - 1 - x)),
        );
        expect(run(randomVerticalFlip({ probability: 1 }), image, shape)).toEqual(
          draw(shape, (c, y, x) => at(c, h - 1 - y, x)),
        );
        for (const flip of [randomHorizontalFlip, randomVerticalFlip]) {
          expect(run(flip({ probability: 0 }), image, shape)).toEqual([...image]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test.each([randomHorizontalFlip, randomVerticalFlip])('happen as often as they should', (flip) => {
    const [shape, image, count] = [[1, 2, 2] as const, Float32Array.of(1, 2, 3, 4), 4000];
    let flipped = 0;
    for (let seed = 0; seed < count; seed++) {
      if (run(flip({ probability: 0.3 }), image, shape, seed)[0] !== 1) flipped += 1;
    }
    // Five standard errors.
    expect(Math.abs(flipped / count - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / count));
  });
});

describe('randomCrop', () => {
  test('is a part of the padded image, and each part as likely', () => {
    const [shape, padding, fill] = [[2, 3, 4] as const, [1, 2] as const, -9];
    const image = imageOf(shape);
    const at = reader(image, shape, fill);
    // 3 + 2 - 4 + 1 = 2 places down, 4 + 4 - 5 + 1 = 4 across.
    const places = new Map<string, number>();
    for (let top = -1; top <= 0; top++) {
      for (let left = -2; left <= 1; left++) {
        places.set(draw([2, 4, 5], (c, y, x) => at(c, top + y, left + x)).join(), 0);
      }
    }
    expect(places.size).toBe(8);
    const transform = randomCrop({ size: [4, 5], padding, fill });
    for (let seed = 0; seed < 4000; seed++) {
      const key = run(transform, image, shape, seed).join();
      expect(places.has(key)).toBe(true);
      places.set(key, places.get(key)! + 1);
    }
    const spread = [...places.values()].reduce((sum, n) => sum + (n - 500) ** 2 / 500, 0);
    // Chi-squared with 7 degrees of freedom: 29.9 is the 0.0001 point.
    expect(spread).toBeLessThan(29.9);
  });

  test('of the whole image is the image', () => {
    expect(run(randomCrop({ size: [3, 4] }), imageOf([2, 3, 4]), [2, 3, 4])).toEqual([...imageOf([2, 3, 4])]);
  });
});

describe('centerCrop', () => {
  test('is the middle, of a smaller image all of it', () => {
    fc.assert(
      fc.property(shape3, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (shape, rows, columns) => {
        const [image, [channels, h, w]] = [imageOf(shape), shape];
        const at = reader(image, shape);
        const [top, left] = [h - rows, w - columns].map((rest) => Math.sign(rest) * Math.floor(Math.abs(rest) / 2));
        expect(run(centerCrop({ size: [rows, columns] }), image, shape)).toEqual(
          draw([channels, rows, columns], (c, y, x) => at(c, top! + y, left! + x)),
        );
      }),
    );
  });
});

test('normalize', () => {
  const image = Float32Array.of(1, 2, 3, 4);
  expect(run(normalize({ mean: [1, 2], std: [2, 4] }), image, [2, 1, 2])).toEqual([0, 0.5, 0.25, 0.5]);
  expect(run(normalize({ mean: 1, std: 0.5 }), image, [1, 2, 2])).toEqual([0, 2, 4, 6]);
});

describe('randomRotation', () => {
  test('by right angles moves pixels, counter-clockwise', () => {
    const shape = [2, 4, 4] as const;
    const image = imageOf(shape);
    const at = reader(image, shape);
    const turned = (degrees: number): number[] => run(randomRotation({ degrees: [degrees, degrees] }), image, shape);
    expectClose(turned(0), [...image]);
    // The upper right corner comes to the upper left.
    expectClose(
      turned(90),
      draw(shape, (c, y, x) => at(c, x, 3 - y)),
    );
    expectClose(
      turned(180),
      draw(shape, (c, y, x) => at(c, 3 - y, 3 - x)),
    );
    expectClose(
      turned(-90),
      draw(shape, (c, y, x) => at(c, 3 - x, y)),
    );
  });

  test('by any angle is the sum over all pixels of what a tent about each adds', () => {
    fc.assert(
      fc.property(
        shape3,
        fc.integer({ min: -360, max: 360 }),
        fc.integer({ min: -2, max: 2 }),
        (shape, degrees, fill) => {
          const image = imageOf(shape);
          const [, h, w] = shape;
          const angle = (degrees / 180) * Math.PI;
          const tent = (distance: number): number => Math.max(0, 1 - Math.abs(distance));
          const expected = draw(shape, (c, y, x) => {
            // Complex numbers with the imaginary axis upwards: z = exp(-i angle) * (x, -y).
            const [re, im] = [x - (w - 1) / 2, (h - 1) / 2 - y];
            const sourceX = (w - 1) / 2 + re * Math.cos(angle) + im * Math.sin(angle);
            const sourceY = (h - 1) / 2 - (im * Math.cos(angle) - re * Math.sin(angle));
            let [sum, covered] = [0, 0];
            for (let i = 0; i < h; i++) {
              for (let j = 0; j < w; j++) {
                const weight = tent(i - sourceY) * tent(j - sourceX);
                sum += weight * image[(c * h + i) * w + j]!;
                covered += weight;
              }
            }
            return sum + (1 - covered) * fill;
          });
          expectClose(run(randomRotation({ degrees: [degrees, degrees], fill }), image, shape), expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('angles lie between the limits, evenly', () => {
    // A bright pixel far to the right of the middle: its height tells the angle.
    const shape = [1, 1, 201] as const;
    const image = new Float32Array(201).fill(1);
    const sums = Array.from({ length: 2000 }, (_, seed) => {
      const seen = run(randomRotation({ degrees: 2 }), image, shape, seed);
      return seen.reduce((a, b) => a + b, 0);
    });
    // Turned by a, the line at x is 1 - |x tan a| high: in all 201 - 10100 |tan a| while |a| < 0.57 degrees.
    const small = sums.filter((sum) => sum > 201 - 10100 * Math.tan(Math.PI / 360)).length;
    // |a| < 0.5 of 2 degrees: a quarter.
    expect(Math.abs(small / 2000 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 2000));
  });
});

describe('resize', () => {
  /** From the definition: a mean of all pixels, weighted by a triangle as wide as what a pixel covers, but at least one. */
  function mean(count: number, size: number, i: number, value: (j: number) => number): number {
    const scale = count / size;
    let [sum, weights] = [0, 0];
    for (let j = 0; j < count; j++) {
      const weight = Math.max(0, 1 - Math.abs(j + 0.5 - (i + 0.5) * scale) / Math.max(scale, 1));
      sum += weight * value(j);
      weights += weight;
    }
    return sum / weights;
  }

  test('is the mean of the definition', () => {
    const size = fc.integer({ min: 1, max: 14 });
    fc.assert(
      fc.property(shape3, size, size, (shape, rows, columns) => {
        const [image, [channels, h, w]] = [imageOf(shape), shape];
        const expected = draw([channels, rows, columns], (c, y, x) =>
          mean(h, rows, y, (i) => mean(w, columns, x, (j) => image[(c * h + i) * w + j]!)),
        );
        expectClose(run(resize({ size: [rows, columns] }), image, shape), expected);
      }),
      { numRuns: 100 },
    );
  });

  test('to its own size changes nothing, and one value stays that value', () => {
    expectClose(run(resize({ size: [3, 5] }), imageOf([2, 3, 5]), [2, 3, 5]), [...imageOf([2, 3, 5])]);
    expectClose(run(resize({ size: 7 }), new Float32Array(6).fill(5), [1, 2, 3]), Array<number>(49).fill(5));
  });

  // By hand: the first of 2 pixels has its middle at 1 and weighs 0, 1, 2 with 3/4, 3/4, 1/4, together 7/4.
  test.each([
    [2, [5 / 7, 16 / 7]],
    [8, [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]],
  ])('a ramp of 4 to a width of %d', (width, expected) => {
    const to = run(resize({ size: [1, width] }), Float32Array.of(0, 1, 2, 3), [1, 1, 4]);
    to.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  test('images of several sizes, one after the other', () => {
    const transform = resize({ size: 2 });
    const first = run(transform, imageOf([1, 4, 4]), [1, 4, 4]);
    run(transform, imageOf([1, 3, 5]), [1, 3, 5]);
    expect(run(transform, imageOf([1, 4, 4]), [1, 4, 4])).toEqual(first);
  });
});

describe('compose', () => {
  test('is one after the other, with the same random numbers', () => {
    const steps = [
      randomCrop({ size: 4, padding: 2 }),
      randomHorizontalFlip(),
      normalize({ mean: 1, std: 2 }),
    ] as const;
    const [shape, image] = [[3, 5, 6] as const, imageOf([3, 5, 6])];
    const random = generator(9);
    let [at, current] = [image, shape as readonly number[]];
    for (const step of steps) {
      const next = transformedShape(step, current);
      const to = new Float32Array(next[0]! * next[1]! * next[2]!);
      step.apply(at, to, current, random);
      [at, current] = [to, next];
    }
    const whole = compose(...steps);
    expect(whole.size).toEqual([4, 4]);
    expect(run(whole, image, shape, 9)).toEqual([...at]);
    // Nested, and for another shape in between.
    const nested = compose(steps[0], compose(steps[1], steps[2]));
    expect(run(nested, imageOf([1, 4, 4]), [1, 4, 4], 9)).toHaveLength(16);
    expect(run(nested, image, shape, 9)).toEqual([...at]);
  });

  test('of nothing is nothing', () => {
    expect(run(compose(), imageOf([1, 2, 2]), [1, 2, 2])).toEqual([...imageOf([1, 2, 2])]);
    expect(compose().size).toBe('same');
  });
});

describe('options that are none', () => {
  test.each<[() => unknown, string]>([
    [
      () => randomHorizontalFlip({ probability: 1.5 }),
      'randomHorizontalFlip: probability must be a number from 0 to 1, got 1.5',
    ],
    [
      () => randomVerticalFlip({ probability: NaN }),
      'randomVerticalFlip: probability must be a number from 0 to 1, got NaN',
    ],
    // @ts-expect-error the same sentence
    [() => randomCrop({ size: 0 }), 'randomCrop: size must be a positive integer, got 0'],
    [() => randomCrop({ size: 2, padding: -1 }), 'randomCrop: padding must be a non-negative integer, got -1'],
    // @ts-expect-error the same sentence
    [() => centerCrop({ size: [1, 0.5] }), 'centerCrop: size must be positive integers, got [1, 0.5]'],
    // @ts-expect-error the same sentence
    [() => resize({ size: -3 }), 'resize: size must be a positive integer, got -3'],
    [() => normalize({ mean: [0, NaN], std: 1 }), 'normalize: mean must be finite numbers, got NaN'],
    [() => normalize({ mean: 0, std: [1, 0] }), 'normalize: std must not be 0'],
    [
      () => randomRotation({ degrees: Infinity }),
      'randomRotation: degrees must be finite numbers, got -Infinity and Infinity',
    ],
    [() => transformedShape(resize({ size: 2 }), [1, 0, 3]), 'resize: the image [1, 0, 3] has no pixels'],
  ])('%#', (make, sentence) => {
    expect(make).toThrow(new ShapeError(sentence));
  });
});
