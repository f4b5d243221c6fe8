import { add, concat, mul, noGrad, scope, sigmoid, sub, type Tensor } from '@gemmule/core';
import { imageGrid, toPixels } from '@gemmule/data';
import { encodePng } from '@gemmule/data/node';
import type { Autoencoder } from './model.ts';

/**
 * Images, below each what becomes of it on the way through the code: `[N, 1, 28, 28]` to a PNG of two rows.
 */
export async function throughTheCode({ whole }: Autoencoder, images: Tensor<[number, 1, 28, 28]>): Promise<Uint8Array> {
  const columns = images.shape[0];
  using both = noGrad(() => scope(() => concat([images, sigmoid(whole.forward(images))], 0)));
  return encodePng(await toPixels(await imageGrid(both, { columns })));
}

/**
 * From one image to another in `steps`, from above to below, a column for each pair. Pixels would fade into each other; by way of
 * the code, one becomes the other.
 *
 * @param from where the columns begin, `[N, 1, 28, 28]`
 * @param to where they end, as many
 */
export async function fromOneToAnother(
  { encoder, decoder }: Autoencoder,
  from: Tensor<[number, 1, 28, 28]>,
  to: Tensor<[number, 1, 28, 28]>,
  steps: number,
): Promise<Uint8Array> {
  using images = noGrad(() =>
    scope(() => {
      const start = encoder.forward(from);
      const way = sub(encoder.forward(to), start);
      const rows = Array.from({ length: steps }, (_, i) => decoder.forward(add(start, mul(way, i / (steps - 1)))));
      return sigmoid(concat(rows, 0));
    }),
  );
  return encodePng(await toPixels(await imageGrid(images, { columns: from.shape[0] })));
}
