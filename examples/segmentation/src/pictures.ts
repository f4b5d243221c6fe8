import { type ImageArray, imageGrid, toPixels } from '@gemmule/data';
import { encodePng } from '@gemmule/data/node';
import type { Dataset } from '@gemmule/nn';
import { side } from './shapes.ts';

const area = side * side;

/** Of the classes: red, green and blue, in the range of the images. */
const palette = [
  [-0.8, -0.8, -0.8],
  [0.9, 0.5, -0.7],
  [-0.6, 0.5, 0.9],
  [0.1, 0.9, -0.4],
] as const;

/** The first images, below each what it shows, and below that what was seen in it: a PNG of three rows. */
export async function picture(
  data: Dataset<'int32', [3, 64, 64], [64, 64]>,
  predictions: Int32Array,
  count: number,
): Promise<Uint8Array> {
  const [inputs, labels] = [new Float32Array(count * 3 * area), new Int32Array(count * area)];
  for (let i = 0; i < count; i++) data.copy(i, inputs, labels, i);
  const rows = [inputs, coloured(labels), coloured(predictions.subarray(0, count * area))];
  const images: ImageArray = {
    shape: [3 * count, 3, side, side],
    data: Float32Array.from(rows.flatMap((row) => [...row])),
  };
  const grid = await imageGrid(images, { columns: count, gap: 2, background: 1 });
  return encodePng(await toPixels(grid, { mean: 0.5, std: 0.5 }));
}

/** From classes, `[N, H, W]`, to colours, `[N, 3, H, W]`. */
function coloured(labels: Int32Array): Float32Array {
  const image = new Float32Array(3 * labels.length);
  for (const [i, label] of labels.entries()) {
    const [n, pixel] = [Math.floor(i / area), i % area];
    for (let c = 0; c < 3; c++) image[(3 * n + c) * area + pixel] = palette[label]![c]!;
  }
  return image;
}
