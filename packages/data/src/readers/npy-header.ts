import { FormatError } from '@gemmule/core';

/** What the header of an npy file says. */
export interface NpyHeader {
  /** Byte order, kind and bytes of a number: `'<f4'`. */
  readonly descr: string;
  /** Whether the first index counts fastest. */
  readonly isFortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly dataStart: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const; // \x93NUMPY

/** As in NumPy: longer headers are not read. One of an array of numbers has some hundred bytes at most. */
const MAX_HEADER_BYTES = 10_000;

/** Reads and checks the header. The bytes are not trusted. @throws FormatError for everything that is not as it must be. */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  if (magic.some((byte, i) => bytes[i] !== byte)) throw bad('the file does not begin with \\x93NUMPY');
  const [major = 0, minor = 0] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) throw bad(`version ${major}.${minor} is not 1.0, 2.0 or 3.0`);
  const lengthBytes = major === 1 ? 2 : 4;
  const begin = 8 + lengthBytes;
  if (bytes.length < begin) throw bad(`${bytes.length} bytes are too few for a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) throw bad(`the header has ${length} bytes, more than ${MAX_HEADER_BYTES}`);
  const dataStart = begin + length;
  if (dataStart > bytes.length) throw bad(`the file ends inside its header of ${length} bytes`);
  // Version 3 has UTF-8, for the names of fields, which arrays of numbers do not have.
  const text = Array.from(bytes.subarray(begin, dataStart), (byte) => String.fromCharCode(byte)).join('');
  return { ...parseDict(text), dataStart };
}

/** One entry of the dictionary, and what separates it from the next. */
const entry = /\s*(?:'(\w+)'|"(\w+)")\s*:\s*(?:'([^']*)'|"([^"]*)"|(True|False)|\(([\dL,\s]*)\))\s*(,|$)\s*/y;

/** The header is a dictionary as Python writes it, of exactly three entries. */
function parseDict(text: string): Omit<NpyHeader, 'dataStart'> {
  const dict = /^\s*\{([^{}]*)\}\s*$/.exec(text)?.[1]?.trimEnd();
  if (dict === undefined) throw bad('the header is no dictionary');
  const values = new Map<string, string | boolean | number[]>();
  for (entry.lastIndex = 0; entry.lastIndex < dict.length;) {
    const at = entry.lastIndex;
    const match = entry.exec(dict);
    if (match === null) throw bad(`the header cannot be read at ${show(dict.slice(at))}`);
    const [, key1, key2, text1, text2, truth, tuple] = match;
    const key = key1 ?? key2!;
    if (values.has(key)) throw bad(`the header has two entries ${show(key)}`);
    values.set(key, text1 ?? text2 ?? (tuple === undefined ? truth === 'True' : parseTuple(tuple)));
  }
  const { descr, fortran_order: isFortran, shape, ...others } = Object.fromEntries(values);
  const [other] = Object.keys(others);
  if (other !== undefined) throw bad(`the header has an unknown entry ${show(other)}`);
  if (typeof descr !== 'string') throw bad('the header does not say in a word what the numbers are (descr)');
  if (typeof isFortran !== 'boolean') throw bad('the header does not say True or False for fortran_order');
  if (!Array.isArray(shape)) throw bad('the header has no shape');
  return { descr, isFortran, shape };
}

/** `3,` and `2, 3`, what stands between the parentheses; Python 2 wrote `3L`. */
function parseTuple(text: string): number[] {
  const items = text.split(',').map((item) => item.trim());
  // A single number needs a comma behind it, or it would not be a tuple.
  if (items.at(-1) === '') items.pop();
  else if (items.length === 1) throw bad(`the shape (${text}) is a number, not a tuple`);
  return items.map((item) => {
    const length = /^\d+L?$/.test(item) ? Number.parseInt(item, 10) : NaN;
    if (!Number.isSafeInteger(length)) throw bad(`the shape (${show(text)}) is no list of natural numbers`);
    return length;
  });
}

/** Text of the file in a sentence: on one line, and not all of a long one. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

function bad(what: string): FormatError {
  return new FormatError(`npy: ${what}`);
}
