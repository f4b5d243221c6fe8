import { assertPixels, type Pixels } from '../images/pixels.ts';
import { loadSharp } from './load-sharp.ts';

/**
 * Writes a PNG of 8 bits per channel with opacity, with the package `sharp`.
 *
 * @throws ShapeError for pixels that are none; UsageError where `sharp` is not installed.
 * @example
 * ```ts
 * const output = ones([1, 3, 32, 32]);
 * await writeFile('output.png', await encodePng(await toPixels(output)));
 * ```
 */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  assertPixels('encodePng', pixels);
  const sharp = await loadSharp('encodePng');
  const { width, height, data } = pixels;
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer(),
  );
}
