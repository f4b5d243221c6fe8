import { type PerAxis2, type PositivePerAxis, positivePerAxis, ShapeError, showShape } from '@gemmule/core';
import { imageShape, type SizeOf, type Transform } from './transform.ts';

/**
 * Scales an image `[C, H, W]` to a size, whatever its proportions. Each pixel is a mean of those that it covers, and of
 * neighbours where it covers less than one, weighted by a triangle (bilinear with antialiasing, as in Pillow and
 * torchvision). Pixels are areas, not points: corners fall on corners.
 *
 * @throws ShapeError unless the size is one positive integer or two, and from the loader for images without pixels.
 * @example
 * ```ts
 * resize({ size: [224, 224] })
 * ```
 */
export function resize<const Size extends PerAxis2>(options: {
  /** One number, or `[height, width]`. */
  readonly size: PositivePerAxis<'resize', 'size', Size>;
}): Transform<SizeOf<Size>> {
  const [rows, columns] = positivePerAxis('resize', 'size', options.size as PerAxis2, 2) as [number, number];
  let plan: { key: string; across: Taps; down: Taps; lines: Float64Array } | undefined;
  return {
    name: 'resize',
    size: [rows, columns] as SizeOf<Size>,
    check(shape) {
      const [, height, width] = imageShape('resize', shape);
      if (height === 0 || width === 0) throw new ShapeError(`resize: the image ${showShape(shape)} has no pixels`);
    },
    apply(from, to, shape) {
      const [channels, height, width] = imageShape('resize', shape);
      const key = `${height} ${width}`;
      if (plan?.key !== key) {
        const lines = new Float64Array(height * columns);
        plan = { key, across: tapsOf(width, columns), down: tapsOf(height, rows), lines };
      }
      const { across, down, lines } = plan;
      for (let c = 0; c < channels; c++) {
        scaleLines(from.subarray(c * height * width, (c + 1) * height * width), width, lines, across);
        mixLines(lines, columns, to.subarray(c * rows * columns, (c + 1) * rows * columns), down);
      }
    },
  };
}

/** For each element of the result the weights of those from `first` on. */
interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}
type Taps = readonly Tap[];

/** Element j of `from` has its middle at j + 1/2, and element i of `to` covers i * scale to (i + 1) * scale. */
function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const middle = (i + 0.5) * scale;
    const first = Math.max(Math.ceil(middle - reach - 0.5), 0);
    const last = Math.min(Math.floor(middle + reach - 0.5), from - 1);
    const weights = Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - middle) / reach),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Each line of `width` numbers becomes one of as many as there are taps. */
function scaleLines(from: Float32Array, width: number, to: Float64Array, taps: Taps): void {
  const lines = from.length / width;
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < taps.length; x++) {
      const { first, weights } = taps[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * from[y * width + first + k]!;
      to[y * taps.length + x] = sum;
    }
  }
}

/** Each line of the result is a mean of some lines of `from`. */
function mixLines(from: Float64Array, width: number, to: Float32Array, taps: Taps): void {
  for (let y = 0; y < taps.length; y++) {
    const { first, weights } = taps[y]!;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * from[(first + k) * width + x]!;
      to[y * width + x] = sum;
    }
  }
}
