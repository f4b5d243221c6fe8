import { FormatError, showShape } from '@gemmule/core';
import type { NumericArray, NumericType } from './numeric-array.ts';
import { bytesPer, readNumbers } from './read-numbers.ts';

/** The third byte of a file. */
const types: Readonly<Record<number, NumericType>> = {
  0x08: 'uint8',
  0x09: 'int8',
  0x0b: 'int16',
  0x0c: 'int32',
  0x0d: 'float32',
  0x0e: 'float64',
};

/**
 * Reads IDX, the format that MNIST comes in: two zero bytes, a byte for the type of the numbers, a byte for how many
 * dimensions there are, then each dimension as a big-endian 32-bit number, then the numbers, big-endian and row-major. The
 * bytes are not trusted.
 *
 * @param name what to call the bytes in an error
 * @throws FormatError unless the bytes are exactly one array.
 * @example
 * ```ts
 * const images = decodeIdx(await readFile('train-images-idx3-ubyte'));
 * // of the whole file: `images.shape` is [60000, 28, 28], `images.dtype` 'uint8' and `images.data` a Uint8Array
 * ```
 */
export function decodeIdx(bytes: Uint8Array, name = 'decodeIdx'): NumericArray {
  const bad = (what: string): FormatError => new FormatError(`${name}: not an IDX file: ${what}`);
  if (bytes.length < 4) throw bad(`${bytes.length} bytes are too few for a header`);
  const [zero0, zero1, code, rank] = bytes as unknown as [number, number, number, number];
  if (zero0 !== 0 || zero1 !== 0) throw bad(`it must begin with two zero bytes, but begins with ${zero0} and ${zero1}`);
  const dtype = types[code];
  if (dtype === undefined)
    throw bad(`the type of its numbers is ${code}, must be one of ${Object.keys(types).join(', ')}`);
  if (rank === 0) throw bad('it has no dimensions');
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw bad(`it ends inside its header of ${header} bytes`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // The header is not to be trusted: what it promises is compared with what is there before anything is made of it.
  const promised = shape.reduce((product, length) => product * length, 1) * bytesPer(dtype);
  const content = bytes.subarray(header);
  if (content.length !== promised) {
    throw bad(`${showShape(shape)} of ${dtype} needs ${promised} bytes, but there are ${content.length}`);
  }
  return { dtype, shape, data: readNumbers(content, dtype, 'big') } as NumericArray;
}
