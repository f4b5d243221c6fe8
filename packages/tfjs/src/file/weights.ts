import { sizeOf } from '@gemmule/core';
import { bad, show } from './bad.ts';
import { valueOfHalf } from './half.ts';
import type { Encoding, WeightGroup } from './manifest.ts';

/** Numbers of a file, row-major, in the order of TensorFlow: a kernel is `[...kernel, in, out]`. */
export interface StoredWeight {
  /** The lengths of its dimensions, in the layout of the file. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: Float32Array;
}

const BYTES = { float32: 4, float16: 2, uint16: 2, uint8: 1 } as const satisfies Record<Encoding['type'], number>;

/**
 * All weights by name. What the manifest promises is compared with the bytes that are there, before memory is taken.
 *
 * @param files those of the manifest, in its order
 */
export function readWeights(
  groups: readonly WeightGroup[],
  files: readonly (Uint8Array | ArrayBuffer)[],
): Map<string, StoredWeight> {
  const paths = groups.flatMap((group) => group.paths);
  if (files.length !== paths.length) {
    throw bad(`the manifest names ${paths.length} files of weights, ${files.length} are given`);
  }
  const weights = new Map<string, StoredWeight>();
  let first = 0;
  for (const group of groups) {
    const parts = files.slice(first, (first += group.paths.length)).map(asBytes);
    assertLength(group, parts);
    const bytes = parts.length === 1 ? parts[0]! : joined(parts);
    let offset = 0;
    for (const { name, shape, encoding } of group.weights) {
      const length = sizeOf(shape) * BYTES[encoding.type];
      weights.set(name, { shape, data: decoded(bytes.subarray(offset, offset + length), encoding) });
      offset += length;
    }
  }
  return weights;
}

function asBytes(file: Uint8Array | ArrayBuffer): Uint8Array {
  return file instanceof Uint8Array ? file : new Uint8Array(file);
}

function assertLength({ paths, weights }: WeightGroup, parts: readonly Uint8Array[]): void {
  const wanted = weights.reduce((sum, { shape, encoding }) => sum + sizeOf(shape) * BYTES[encoding.type], 0);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (wanted === length) return;
  const files = paths.length === 1 ? `the file ${show(paths[0]!)} has` : `the ${paths.length} files of a group have`;
  throw bad(`${files} ${length} bytes, the weights of the manifest need ${wanted}`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Little-endian, and at any offset. */
function decoded(bytes: Uint8Array, encoding: Encoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = BYTES[encoding.type];
  const read = readerOf(view, encoding);
  return Float32Array.from({ length: bytes.length / size }, (_, i) => read(i * size));
}

function readerOf(view: DataView, encoding: Encoding): (offset: number) => number {
  if (encoding.type === 'float32') return (offset) => view.getFloat32(offset, true);
  if (encoding.type === 'float16') return (offset) => valueOfHalf(view.getUint16(offset, true));
  const { type, scale, min } = encoding;
  if (type === 'uint8') return (offset) => view.getUint8(offset) * scale + min;
  return (offset) => view.getUint16(offset, true) * scale + min;
}
