import { type Generator, generator } from '@gemmule/core';
import type { Dataset } from '@gemmule/nn';

/** Length of both sides of an image. */
export const side = 64;
const area = side * side;

/** What each pixel is. */
export const classes = ['nothing', 'disc', 'square', 'triangle'] as const;

/**
 * Images of a few shapes on top of each other, and what each pixel shows. Nothing but the outline tells what a shape is: colours are
 * random, all three kinds have the same area and any orientation, light falls from one side, and there is noise.
 *
 * A data set is any object with these members. This one has no arrays: sample `index` is drawn when it is asked for, from a stream of
 * random numbers of its own, so it is always the same image.
 */
export function shapes(length: number, seed: number): Dataset<'int32', [3, 64, 64], [64, 64]> {
  return {
    length,
    inputShape: [3, side, side],
    targetShape: [side, side],
    targetType: 'int32',
    classes: classes.length,
    copy(index, inputs, targets, row) {
      const image = inputs.subarray(row * 3 * area, (row + 1) * 3 * area);
      draw(image, targets.subarray(row * area, (row + 1) * area), generator(seed, [index, 0]));
    },
  };
}

type Colour = readonly [number, number, number];

/** Is the place `(u, v)` inside a shape whose area is that of a disc of radius 1? By class. */
const inside: readonly ((u: number, v: number) => boolean)[] = [
  () => false,
  (u, v) => u * u + v * v <= 1,
  (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= Math.sqrt(Math.PI) / 2,
  // Three edges, as far from the centre as the radius of the circle within.
  (u, v) =>
    Math.max(v, Math.sqrt(0.75) * u - v / 2, -Math.sqrt(0.75) * u - v / 2) <= Math.sqrt(Math.PI / Math.sqrt(27)),
];

/** One image, `[3, side, side]`, about 0, and the class of each pixel. */
function draw(image: Float32Array, labels: Int32Array, random: Generator): void {
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const colour = (): Colour => [between(-1, 1), between(-1, 1), between(-1, 1)];
  const paint = (pixel: number, paint: Colour) => paint.forEach((value, c) => (image[c * area + pixel] = value));

  const background = colour();
  for (let pixel = 0; pixel < area; pixel++) paint(pixel, background);
  labels.fill(0);

  for (let count = 2 + random.integer(3); count > 0; count--) {
    const [kind, radius, angle] = [1 + random.integer(3), between(8, 15), between(0, 2 * Math.PI)];
    const [x, y] = [between(4, side - 4), between(4, side - 4)];
    const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius];
    let fill = colour();
    while (distance(fill, background) < 0.5) fill = colour();
    for (let pixel = 0; pixel < area; pixel++) {
      const [dx, dy] = [(pixel % side) - x, Math.floor(pixel / side) - y];
      if (!inside[kind]!(cos * dx + sin * dy, cos * dy - sin * dx)) continue;
      labels[pixel] = kind;
      paint(pixel, fill);
    }
  }

  const [slopeX, slopeY, noise] = [between(-0.5, 0.5), between(-0.5, 0.5), between(0.02, 0.1)];
  for (let i = 0; i < image.length; i++) {
    const light = slopeX * ((i % side) / side - 0.5) + slopeY * ((Math.floor(i / side) % side) / side - 0.5);
    image[i]! += light + noise * random.normal();
  }
}

function distance(a: Colour, b: Colour): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
