import { FormatError, ShapeError } from '@gemmule/core';
import { decodeNpy } from './decode-npy.ts';
import type { NumericArray } from './numeric-array.ts';

/** Options of {@link decodeNpz}. */
export interface NpzOptions {
  /** Most bytes that the arrays may have when they are unpacked, all together. Default 2^30. */
  readonly maxBytes?: number;
}

/**
 * Reads npz, the format of `numpy.savez` and `numpy.savez_compressed`: arrays with names, in a zip file. The bytes are not
 * trusted; checksums are compared.
 *
 * @throws FormatError for a file that is damaged, has anything but arrays of numbers, or unpacks to more than `maxBytes`.
 * @example
 * ```ts
 * const arrays = await decodeNpz(await readFile('mnist.npz'));
 * const images = arrays.get('x_train');
 * ```
 */
export async function decodeNpz(bytes: Uint8Array, options: NpzOptions = {}): Promise<Map<string, NumericArray>> {
  const { maxBytes = 2 ** 30 } = options;
  if (!(maxBytes >= 0)) throw new ShapeError(`decodeNpz: maxBytes must be a natural number, got ${maxBytes}`);
  // Only now: pages that read no npz need not load it.
  const { unzip } = await import('./unzip.ts');
  const arrays = new Map<string, NumericArray>();
  for (const [name, content] of await unzip(new Uint8Array(bytes), maxBytes)) {
    if (!name.endsWith('.npy')) {
      throw new FormatError(`npz: it holds ${JSON.stringify(name)}, which is no array (.npy)`);
    }
    arrays.set(name.slice(0, -'.npy'.length), decodeNpy(content));
  }
  return arrays;
}
