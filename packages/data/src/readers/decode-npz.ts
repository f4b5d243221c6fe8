import { FormatError, ShapeError } from '@gemmule/core';
import { decodeNpy } from './decode-npy.ts';
import type { NumericArray } from './numeric-array.ts';

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
  const files = await unzip(bytes, maxBytes);
  const arrays = new Map<string, NumericArray>();
  for (const [name, content] of files) {
    if (!name.endsWith('.npy')) throw bad(`it holds ${JSON.stringify(name)}, which is no array (.npy)`);
    arrays.set(name.slice(0, -'.npy'.length), decodeNpy(content));
  }
  return arrays;
}

/** A zip file of nothing. */
const EMPTY_BYTES = 22;

async function unzip(bytes: Uint8Array, maxBytes: number): Promise<Map<string, Uint8Array>> {
  // Only now: pages that read no npz need not load it. It inflates by what the host has.
  const { Uint8ArrayReader, ZipReader } = await import('@zip.js/zip.js/index-native.js');
  const settings = { useWebWorkers: false, checkSignature: true, checkOverlappingEntry: true };
  const files = new Map<string, Uint8Array>();
  try {
    const reader = new ZipReader(new Uint8ArrayReader(bytes), settings);
    const entries = await reader.getEntries();
    // The number of entries is covered by nothing else.
    if (entries.length === 0 && bytes.length > EMPTY_BYTES) throw bad('it says that it is empty, but it is not');
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (total > maxBytes) throw bad(`it unpacks to ${total} bytes, more than maxBytes ${maxBytes}`);
    for (const entry of entries) {
      if (files.has(entry.filename)) throw bad(`it has two entries ${JSON.stringify(entry.filename)}`);
      if (entry.directory || entry.encrypted) throw bad(`${JSON.stringify(entry.filename)} is no plain file`);
      const parts: Uint8Array[] = [];
      let length = 0;
      const collect = new WritableStream<Uint8Array>({
        write(part) {
          length += part.length;
          // The size is only what the file says.
          if (length > entry.uncompressedSize) throw bad(`${JSON.stringify(entry.filename)} is larger than it says`);
          parts.push(part);
        },
      });
      await entry.getData(collect);
      files.set(entry.filename, join(parts, length));
    }
    await reader.close();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw bad(error instanceof Error ? error.message : String(error), error);
  }
  return files;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function bad(what: string, cause?: unknown): FormatError {
  return new FormatError(`npz: ${what}`, { cause });
}
