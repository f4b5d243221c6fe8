import { isLittleEndian, swapBytes } from './byte-order.ts';
import type { NumericData, NumericType } from './numeric-array.ts';

const arrays = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} satisfies { [Type in NumericType]: new (buffer: ArrayBuffer) => NumericData[Type] };

/** Bytes that one number of a type takes. */
export function bytesPer(type: NumericType): number {
  return arrays[type].BYTES_PER_ELEMENT;
}

/** All of `bytes` as numbers of a type: a copy, of its own and aligned. */
export function readNumbers<Type extends NumericType>(
  bytes: Uint8Array,
  type: Type,
  order: 'little' | 'big',
): NumericData[Type] {
  // Not `slice`: that of a Node Buffer shares the memory of the whole file.
  const copy = new Uint8Array(bytes);
  if ((order === 'little') !== isLittleEndian) swapBytes(copy, bytesPer(type));
  return new arrays[type](copy.buffer) as NumericData[Type];
}
