import { assertPositive, FormatError } from '@gemmule/core';
import type { Pixels } from '../images/pixels.ts';
import { loadSharp } from './load-sharp.ts';

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions {
  /** Most pixels that the image may have: a small file can say that it has very many. Default 100,000,000. */
  readonly maxPixels?: number;
}

/** How files begin. */
const signatures = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  jpeg: [0xff, 0xd8, 0xff],
} as const;

/**
 * Reads a PNG or a JPEG, with the package `sharp`: 8 bits per channel, in sRGB, the way up that the camera noted. The bytes
 * are not trusted.
 *
 * @throws FormatError for a file that is damaged, of another format, or larger than `maxPixels`; UsageError where `sharp` is
 *   not installed.
 * @example
 * ```ts
 * const x = imageTensor(await decodeImage(await readFile('cat.jpg')), { size: 224 });
 * ```
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeImageOptions = {}): Promise<Pixels> {
  const { maxPixels = 100_000_000 } = options;
  assertPositive('decodeImage', 'maxPixels', maxPixels);
  // sharp reads more formats, some of which are programs rather than pictures.
  if (!Object.values(signatures).some((signature) => signature.every((byte, i) => bytes[i] === byte))) {
    throw new FormatError('decodeImage: the file is neither a PNG nor a JPEG');
  }
  const sharp = await loadSharp('decodeImage');
  try {
    const image = sharp(bytes, { limitInputPixels: false, failOn: 'warning', autoOrient: true });
    const { width, height } = await image.metadata();
    if (width * height > maxPixels) {
      throw new FormatError(
        `decodeImage: ${width} x ${height} pixels are ${width * height}, more than maxPixels ${maxPixels}`,
      );
    }
    const { data, info } = await image.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const what = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ').trim() : String(error);
    throw new FormatError(`decodeImage: ${what}`, { cause: error });
  }
}
