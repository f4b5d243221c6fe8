import { type FileDType, readHeader } from './header.ts';

/** A tensor in a file. */
export interface StoredTensor {
  /** The lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array | Int32Array;
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By their names. */
  readonly tensors: Map<string, StoredTensor>;
  /** Texts that whoever wrote the file left. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a safetensors file. The bytes are not trusted: whatever is not exactly as the format has it is an error.
 *
 * F32 and I32 are read as they are; F16 and BF16 become float32, which holds all their values.
 *
 * @throws FormatError for a file that is damaged, or has numbers of another type.
 * @example
 * ```ts
 * const { tensors } = nn.decodeSafetensors(await readFile('model.safetensors'));
 * const weight = tensors.get('0.weight');   // { shape: [16, 1, 3, 3], data: Float32Array }
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContent {
  const { entries, metadata, dataStart } = readHeader(bytes);
  const tensors = new Map<string, StoredTensor>();
  for (const entry of entries) {
    // A copy: of its own, and aligned. Not `slice`: that of a Node Buffer shares the memory of the whole file.
    const content = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end)).buffer;
    tensors.set(entry.name, { shape: entry.shape, data: readers[entry.dtype](content) });
  }
  return { tensors, metadata };
}

const readers = {
  F32: (content) => new Float32Array(content),
  I32: (content) => new Int32Array(content),
  F16: (content) => Float32Array.from(new Uint16Array(content), halfToNumber),
  // The upper half of a float32.
  BF16: (content) => new Float32Array(Uint32Array.from(new Uint16Array(content), (bits) => bits << 16).buffer),
} satisfies Record<FileDType, (content: ArrayBuffer) => Float32Array | Int32Array>;

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 bits of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
