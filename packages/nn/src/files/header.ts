import { FormatError, sizeOf } from '@gemmule/core';
import { duplicateKey } from './duplicate-key.ts';

/** How the numbers of a file are stored, by its name for it: bytes per element. */
export const ELEMENT_BYTES = { F32: 4, I32: 4, F16: 2, BF16: 2 } as const;
export type FileDType = keyof typeof ELEMENT_BYTES;

/** One tensor as the header describes it; offsets are from the end of the header. */
export interface Entry {
  readonly name: string;
  readonly dtype: FileDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the data begins. */
  readonly dataStart: number;
}

/** As in the reference implementation: what a header may take, so that a small file cannot ask for much memory. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/** Reads and checks the header. The bytes are not trusted. @throws FormatError for everything that is not as it must be. */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < LENGTH_BYTES) throw bad(`the file has ${bytes.length} bytes, too few for a header length`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) throw bad(`the header has ${length} bytes, more than ${MAX_HEADER_BYTES}`);
  const dataStart = LENGTH_BYTES + length;
  if (dataStart > bytes.length) {
    throw bad(`the header has ${length} bytes, but the file ends after ${bytes.length - LENGTH_BYTES} of them`);
  }
  const content = parseObject(bytes.subarray(LENGTH_BYTES, dataStart));
  let metadata: ReadonlyMap<string, string> = new Map();
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(content)) {
    if (name === '__proto__') throw bad("a tensor is called '__proto__'");
    if (name === '__metadata__') metadata = readMetadata(value);
    else entries.push(readEntry(name, value));
  }
  assertGapless(entries, bytes.length - dataStart);
  return { entries, metadata, dataStart };
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string;
  let content: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    content = JSON.parse(text);
  } catch (error) {
    throw bad('the header is not JSON', error);
  }
  if (!text.startsWith('{')) throw bad('the header does not begin with {');
  const duplicate = duplicateKey(text);
  if (duplicate !== undefined) throw bad(`the header has two entries ${show(duplicate)}`);
  return content as Record<string, unknown>;
}

function readMetadata(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) throw bad('__metadata__ is not an object');
  return new Map(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw bad(`__metadata__ ${show(key)} is not a string`);
      return [key, text];
    }),
  );
}

function readEntry(name: string, value: unknown): Entry {
  const tensor = `tensor ${show(name)}`;
  if (!isObject(value)) throw bad(`${tensor} is not described by an object`);
  for (const key of Object.keys(value)) {
    if (!['dtype', 'shape', 'data_offsets'].includes(key)) throw bad(`${tensor} has an unknown property ${show(key)}`);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(ELEMENT_BYTES, dtype)) {
    throw bad(
      `${tensor} has dtype ${show(dtype)}; those that can be read are ${Object.keys(ELEMENT_BYTES).join(', ')}`,
    );
  }
  if (!isNaturals(shape)) throw bad(`${tensor} has shape ${show(shape)}, not a list of natural numbers`);
  if (!isNaturals(offsets) || offsets.length !== 2) throw bad(`${tensor} has data_offsets ${show(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const bytes = sizeOf(shape) * ELEMENT_BYTES[dtype as FileDType];
  if (end - begin !== bytes) {
    throw bad(
      `${tensor} of shape ${show(shape)} and dtype ${dtype} needs ${bytes} bytes, its offsets give ${end - begin}`,
    );
  }
  return { name, dtype: dtype as FileDType, shape, begin, end };
}

/** Data without holes and overlaps, to the end of the file: nothing can hide in it, and no byte means two things. */
function assertGapless(entries: readonly Entry[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw bad(`the data of tensor ${show(name)} begins at ${begin}, that before it ends at ${at}`);
    at = end;
  }
  if (at !== dataBytes) throw bad(`the tensors have ${at} bytes, but the file holds ${dataBytes}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** A value from the file in a sentence: on one line, and not all of a long one. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function bad(what: string, cause?: unknown): FormatError {
  return new FormatError(`safetensors: ${what}`, { cause });
}
