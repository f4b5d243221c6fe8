import { ShapeError, showShape, sizeOf } from '@gemmule/core';
import { isLittleEndian, swapBytes } from './byte-order.ts';
import type { NumericArray } from './numeric-array.ts';

const names = {
  bool: '|b1',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  int64: '<i8',
  uint64: '<u8',
  float32: '<f4',
  float64: '<f8',
} as const satisfies Record<NumericArray['dtype'], string>;

/**
 * Writes npy (version 1.0), which `numpy.load` reads.
 *
 * @throws ShapeError when the shape is not that of the data, or has more dimensions than NumPy's 64.
 * @example
 * ```ts
 * const logits = ones([2, 10]);
 * const data = await logits.data();
 * await writeFile('logits.npy', encodeNpy({ dtype: 'float32', shape: logits.shape, data }));
 * ```
 */
export function encodeNpy({ dtype, shape, data }: NumericArray): Uint8Array<ArrayBuffer> {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(`encodeNpy: ${data.length} numbers for shape ${showShape(shape)} with ${sizeOf(shape)}`);
  }
  if (shape.length > 64) throw new ShapeError(`encodeNpy: ${shape.length} dimensions, more than 64`);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dict = `{'descr': '${names[dtype]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Ten bytes and a line that ends at a multiple of 64: there the numbers are aligned.
  const header = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const start = 10 + header.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(littleEndian(data), start);
  return bytes;
}

function littleEndian(data: NumericArray['data']): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (isLittleEndian) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, data.BYTES_PER_ELEMENT);
  return swapped;
}
