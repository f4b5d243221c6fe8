import { FormatError, showShape } from '@gemmule/core';
import { readNpyHeader } from './npy-header.ts';
import type { NumericArray, NumericData, NumericType } from './numeric-array.ts';
import { bytesPer, readNumbers } from './read-numbers.ts';

/** NumPy's names: kind and bytes. */
const types: Readonly<Record<string, NumericType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f4: 'float32',
  f8: 'float64',
};

/**
 * Reads npy, the format of `numpy.save` (versions 1 to 3, either byte order): booleans, integers of 8 to 64 bits, float32 and
 * float64. Arrays in Fortran order become row-major. The bytes are not trusted, and objects, which NumPy would unpickle, are
 * never read.
 *
 * @throws FormatError for a file that is damaged, or has numbers of another type.
 * @example
 * ```ts
 * const { shape, data } = decodeNpy(await readFile('weights.npy'));
 * const array = decodeNpy(await readFile('weights.npy'));
 * const x = tensor(toFloat32(array), array.shape);
 * ```
 */
export function decodeNpy(bytes: Uint8Array): NumericArray {
  const { descr, isFortran, shape, dataStart } = readNpyHeader(bytes);
  const [, order, name] = /^([<>|=])(.*)$/.exec(descr) ?? [];
  const dtype = name !== undefined && Object.hasOwn(types, name) ? types[name] : undefined;
  // `|` stands where there is no order, and `=` would be that of a machine that nobody knows.
  if (dtype === undefined || order === '=' || (order === '|' && bytesPer(dtype) > 1)) {
    throw new FormatError(
      `npy: the numbers are ${JSON.stringify(descr.slice(0, 60))}; those that can be read are ` +
        `${Object.keys(types).join(', ')}, with < or > before them`,
    );
  }
  const promised = shape.reduce((product, length) => product * length, 1) * bytesPer(dtype);
  const content = bytes.subarray(dataStart);
  if (content.length !== promised) {
    throw new FormatError(
      `npy: ${showShape(shape)} of ${dtype} needs ${promised} bytes, but there are ${content.length}`,
    );
  }
  const data = readNumbers(content, dtype, order === '>' ? 'big' : 'little');
  if (dtype === 'bool') assertBooleans(data as Uint8Array);
  return { dtype, shape, data: isFortran && data.length > 0 ? toRowMajor(data, shape) : data } as NumericArray;
}

function assertBooleans(data: Uint8Array): void {
  const wrong = data.findIndex((value) => value > 1);
  if (wrong >= 0) throw new FormatError(`npy: boolean ${wrong} is ${data[wrong]}, must be 0 or 1`);
}

/** The same array with the last index counting fastest. */
function toRowMajor(data: NumericData[NumericType], shape: readonly number[]): NumericData[NumericType] {
  // Dimensions of 1 count nothing; what is left has at most 53 of them, or the file would be larger than any.
  const axes = shape.filter((length) => length > 1);
  const strides = axes.map((_, axis) => axes.slice(0, axis).reduce((product, length) => product * length, 1));
  const result = data.slice() as Float64Array;
  const index = axes.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = (data as Float64Array)[from]!;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      from += strides[axis]!;
      if (index[axis]! < axes[axis]!) break;
      from -= strides[axis]! * axes[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
