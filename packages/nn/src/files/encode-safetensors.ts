import { assertShape, ShapeError, sizeOf } from '@gemmule/core';
import type { StoredTensor } from './decode-safetensors.ts';

/** The data begins at a multiple of this, so that a reader can use it in place. */
const ALIGNMENT = 8;

/**
 * Writes tensors as a safetensors file (https://github.com/huggingface/safetensors): the length of the header in 8 bytes,
 * the header in JSON, then the numbers, little-endian, in the order of the map.
 *
 * @throws ShapeError when data and shape of a tensor do not fit, or its name is one that the format reserves.
 * @example
 * ```ts
 * const bytes = nn.encodeSafetensors(new Map([['mean', { shape: [3], data: Float32Array.of(0.5, 0.4, 0.4) }]]));
 * ```
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header = new Map<string, unknown>();
  if (metadata !== undefined) header.set('__metadata__', metadata);
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (name === '__metadata__' || name === '__proto__') {
      throw new ShapeError(`encodeSafetensors: a tensor cannot be called '${name}'`);
    }
    assertShape('encodeSafetensors', shape, name);
    if (data.length !== sizeOf(shape)) {
      throw new ShapeError(
        `encodeSafetensors: '${name}' has ${data.length} numbers for shape [${shape.join(', ')}] with ${sizeOf(shape)}`,
      );
    }
    const dtype = data instanceof Int32Array ? 'I32' : 'F32';
    header.set(name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] });
    offset += data.byteLength;
  }
  // `fromEntries` defines properties, so no name has a side effect. Names that look like integers come first in the
  // header, which is of no importance: the offsets tell.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8 + json.length, 8 + headerLength);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}
