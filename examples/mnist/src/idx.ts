import { FormatError } from '@gemmule/core';

/** An array of bytes with a shape. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads IDX, the format that MNIST comes in: two zero bytes, a byte for the type of the elements, a byte for the number
 * of dimensions, then each dimension as a big-endian 32-bit number, then the elements, row-major.
 *
 * @param name what to call the bytes in an error
 * @throws FormatError unless the bytes are exactly one array of unsigned bytes.
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const fail = (what: string): never => {
    throw new FormatError(`${name}: not an IDX file of bytes: ${what}`);
  };
  const [zero0, zero1, type, rank = 0] = bytes;
  const header = 4 + 4 * rank;
  if (bytes.length < 4) fail(`${bytes.length} bytes are too few for a header`);
  if (zero0 !== 0 || zero1 !== 0) fail(`it must begin with two zero bytes, but begins with ${zero0} and ${zero1}`);
  if (type !== unsignedByte) fail(`the element type is ${type}, must be ${unsignedByte} (unsigned byte)`);
  if (rank === 0) fail('it has no dimensions');
  if (bytes.length < header) fail(`it ends inside its header of ${header} bytes`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  // The header is not to be trusted: what it promises is compared with what is there before anything is made of it.
  const promised = shape.reduce((product, length) => product * length, 1);
  const data = bytes.subarray(header);
  if (data.length !== promised) fail(`[${shape.join(', ')}] needs ${promised} elements, but there are ${data.length}`);
  return { shape, data };
}
