import { showShape } from '@gemmule/core';
import { bad, show } from './bad.ts';
import { bytesPerElement, type ElementType, elementType } from './element-type.ts';
import type { TensorProto } from './schema.ts';

/** Numbers on the host: float32 as such, all other types as the numbers of JavaScript. */
export type Numbers = Float32Array | Float64Array;

/** A tensor of a file. */
export interface StoredTensor {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly numbers: Numbers;
}

/** @throws FormatError unless its data are in the file, and as many as its shape says. */
export function readTensor(tensor: TensorProto, what: string): StoredTensor {
  const { dims = [], dataType = 0, dataLocation = 0, externalData = [], rawData } = tensor;
  if (dataLocation !== 0 || externalData.length > 0) {
    throw bad(`the data of ${what} are in another file; save the model as one file, without external data`);
  }
  const dtype = elementType(dataType, what);
  const size = sizeOfDims(dims, what);
  const fields = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data];
  const listed = fields.filter((list) => list !== undefined && list.length > 0);
  if (listed.length + (rawData === undefined || rawData.length === 0 ? 0 : 1) > 1)
    throw bad(`${what} has its data twice`);
  const numbers = listed.length === 0 ? raw(rawData, dtype, size, dims, what) : typed(tensor, dtype, size, what);
  return { dtype, shape: [...dims], numbers };
}

/** The product, which a few bytes of a file can make as large as they like. */
function sizeOfDims(dims: readonly number[], what: string): number {
  let size = 1;
  for (const length of dims) {
    if (!Number.isSafeInteger(length) || length < 0) throw bad(`${what} has a dimension ${length}`);
    size *= length;
  }
  return size;
}

function raw(
  bytes: Uint8Array | undefined,
  dtype: ElementType,
  size: number,
  dims: readonly number[],
  what: string,
): Numbers {
  const wanted = size * bytesPerElement(dtype);
  const given = bytes?.length ?? 0;
  if (given !== wanted) {
    throw bad(
      `${what} of shape ${showShape(dims)} and type ${dtype} needs ${wanted} bytes of data, the file has ${given}`,
    );
  }
  // A copy: of its own, and aligned.
  const content = new Uint8Array(bytes ?? []).buffer;
  return readers[dtype](content);
}

const readers = {
  float32: (content) => new Float32Array(content),
  float64: (content) => new Float64Array(content),
  uint8: (content) => Float64Array.from(new Uint8Array(content)),
  int8: (content) => Float64Array.from(new Int8Array(content)),
  uint16: (content) => Float64Array.from(new Uint16Array(content)),
  int16: (content) => Float64Array.from(new Int16Array(content)),
  int32: (content) => Float64Array.from(new Int32Array(content)),
  uint32: (content) => Float64Array.from(new Uint32Array(content)),
  int64: (content) => Float64Array.from(new BigInt64Array(content), Number),
  uint64: (content) => Float64Array.from(new BigUint64Array(content), Number),
  bool: (content) => Float64Array.from(new Uint8Array(content), (byte) => (byte === 0 ? 0 : 1)),
} satisfies Record<ElementType, (content: ArrayBuffer) => Numbers>;

/** Which list of a tensor has the elements of a type. */
const lists = {
  float32: 'floatData',
  float64: 'doubleData',
  uint8: 'int32Data',
  int8: 'int32Data',
  uint16: 'int32Data',
  int16: 'int32Data',
  int32: 'int32Data',
  bool: 'int32Data',
  int64: 'int64Data',
  uint32: 'uint64Data',
  uint64: 'uint64Data',
} as const satisfies Record<ElementType, keyof TensorProto>;

function typed(tensor: TensorProto, dtype: ElementType, size: number, what: string): Numbers {
  const list = tensor[lists[dtype]];
  if (list === undefined) throw bad(`the data of ${what} are not of its type, ${dtype}`);
  if (list.length !== size) throw bad(`${what} has ${list.length} elements, its shape says ${size}`);
  return dtype === 'float32' ? Float32Array.from(list) : Float64Array.from(list);
}

/** What an initializer is called in a sentence. */
export function tensorTitle(name: string | undefined): string {
  return `tensor ${show(name ?? '')}`;
}
