import { isDeepStrictEqual } from 'node:util';
import { FormatError, ShapeError } from '@gemmule/core';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, test } from 'vitest';
import { decodeNpz } from './decode-npz.ts';
import { encodeNpy } from './encode-npy.ts';

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

// np.savez_compressed(f, **{'x': np.arange(4, dtype='<f4').reshape(2, 2), 'ä/y': np.array([5], dtype='u1')}), NumPy 2.4.6
const compressed = fromBase64(
  'UEsDBC0AAAAIAAAAIQCR9Ofb//////////8FABQAeC5ucHkBABAAkAAAAAAAAABQAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6l' +
    'oG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgYwaLAHEg5A5AAAUEsDBC0AAAgIAAAAIQBi' +
    'dsvH//////////8IABQAw6QveS5ucHkBABAAgQAAAAAAAABFAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6Cell9U' +
    'UpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC5WAFBLAQItAy0AAAAIAAAAIQCR9OfbUAAAAJAAAAAFAAAAAAAAAAAA' +
    'AACAAQAAAAB4Lm5weVBLAQItAy0AAAgIAAAAIQBidsvHRQAAAIEAAAAIAAAAAAAAAAAAAACAAYcAAADDpC95Lm5weVBLBQYAAAAA' +
    'AgACAGkAAAAGAQAAAAA=',
);
// np.savez(f, x=np.arange(4, dtype='<f4').reshape(2, 2))
const stored = fromBase64(
  'UEsDBC0AAAAAAAAAIQCR9Ofb//////////8FABQAeC5ucHkBABAAkAAAAAAAAACQAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzog' +
    'JzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg' +
    'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQFBLAQItAy0AAAAAAAAAIQCR9OfbkAAAAJAA' +
    'AAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLBQYAAAAAAQABADMAAADHAAAAAAA=',
);

const y = { dtype: 'uint8', shape: [1], data: Uint8Array.of(5) } as const;
const x = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(0, 1, 2, 3) } as const;

async function zip(files: Record<string, Uint8Array>, options: object = {}): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
  for (const [name, content] of Object.entries(files)) await writer.add(name, new Uint8ArrayReader(content));
  return writer.close();
}

test('files that NumPy wrote', async () => {
  expect(await decodeNpz(compressed)).toEqual(
    new Map<string, unknown>([
      ['x', x],
      ['ä/y', y],
    ]),
  );
  expect(await decodeNpz(stored)).toEqual(new Map([['x', x]]));
});

test('no array at all', async () => {
  expect(await decodeNpz(await zip({}))).toEqual(new Map());
});

describe('what is no such file is refused', () => {
  test.each<[string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['nothing', () => new Uint8Array(), 'npz: '],
    ['npy', () => encodeNpy(x), 'npz: '],
    ['the half', () => compressed.subarray(0, 250), 'npz: '],
    ['another byte in the content', () => compressed.with(80, 1), 'npz: '],
    ['another byte of a number', () => stored.with(190, 1), 'npz: '],
    ['text', () => zip({ 'readme.txt': new Uint8Array(3) }), 'npz: it holds "readme.txt", which is no array (.npy)'],
    [
      'an array that is none',
      () => zip({ 'x.npy': new Uint8Array(3) }),
      'npy: the file does not begin with \\x93NUMPY',
    ],
    ['a secret', () => zip({ 'x.npy': encodeNpy(x) }, { password: 'a' }), 'npz: "x.npy" is no plain file'],
  ])('%s', async (_, make, sentence) => {
    const reading = decodeNpz(await make());
    await expect(reading).rejects.toThrow(FormatError);
    await expect(reading).rejects.toThrow(sentence);
  });

  test('a bomb, before it goes off', async () => {
    const bomb = await zip({ 'x.npy': new Uint8Array(50_000_000) });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(decodeNpz(bomb, { maxBytes: 49_999_999 })).rejects.toThrow(
      new FormatError('npz: it unpacks to 50000000 bytes, more than maxBytes 49999999'),
    );
  });

  test('a bomb that says it is none', async () => {
    const bomb = await zip({ 'x.npy': new Uint8Array(200_000_000) });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    // The size where the archive ends, and where the file begins.
    for (let at = 0; at < bomb.length - 3; at++)
      if (view.getUint32(at, true) === 200_000_000) view.setUint32(at, 128, true);
    const before = process.memoryUsage().rss;
    await expect(decodeNpz(bomb)).rejects.toThrow(FormatError);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('a size that nobody has', async () => {
    const bytes = stored.slice();
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 3; at++)
      if (view.getUint32(at, true) === 144) view.setUint32(at, 2 ** 31, true);
    await expect(decodeNpz(bytes)).rejects.toThrow(FormatError);
  });

  test('an option that is none', async () => {
    await expect(decodeNpz(stored, { maxBytes: NaN })).rejects.toThrow(ShapeError);
  });

  test('any byte changed: a FormatError, or all numbers as they were', async () => {
    for (let at = 0; at < compressed.length; at++) {
      for (const by of [0, compressed[at]! ^ (1 << (at % 8))]) {
        const result = await decodeNpz(compressed.with(at, by)).catch((error: unknown) => error);
        // Names are covered by nothing.
        const isRead = result instanceof Map && isDeepStrictEqual([...result.values()], [x, y]);
        expect(isRead || result instanceof FormatError).toBe(true);
      }
    }
  });
});
