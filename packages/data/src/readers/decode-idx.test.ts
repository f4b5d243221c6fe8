import { FormatError } from '@gemmule/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIdx } from './decode-idx.ts';
import type { NumericArray } from './numeric-array.ts';

/** Two zero bytes, type, number of dimensions, dimensions, bytes of the numbers. */
function idx(shape: readonly number[], content: readonly number[], type = 0x08): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + content.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, type, shape.length]);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  bytes.set(content, 4 + 4 * shape.length);
  return bytes;
}

/** What `body` throws, undefined where it does not. */
function errorOf(body: () => unknown): unknown {
  try {
    body();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('decodeIdx', () => {
  it('reads shape and numbers', () => {
    expect(decodeIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]))).toEqual({
      dtype: 'uint8',
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(decodeIdx(idx([0], []))).toEqual({ dtype: 'uint8', shape: [0], data: new Uint8Array() });
  });

  it.each([
    [0x09, [0xff, 0x02], Int8Array.of(-1, 2)],
    [0x0b, [0x01, 0x02, 0xff, 0xfe], Int16Array.of(258, -2)],
    [0x0c, [0x00, 0x01, 0x00, 0x02, 0xff, 0xff, 0xff, 0xff], Int32Array.of(65538, -1)],
    [0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], Float32Array.of(1, -2.5)],
    [0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], Float64Array.of(1, -2.5)],
  ])('reads numbers of type %i, big-endian', (type, content, data) => {
    expect(decodeIdx(idx([2], content, type)).data).toEqual(data);
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const large = new Uint8Array(100).fill(255);
    large.set(idx([2], [7, 8]), 10);
    expect(decodeIdx(large.subarray(10, 20)).data).toEqual(Uint8Array.of(7, 8));
    expect(decodeIdx(Buffer.from(idx([1], [0, 0, 1, 0], 0x0c))).data).toEqual(Int32Array.of(256));
  });

  const good = idx([2, 3], [1, 2, 3, 4, 5, 6]);
  it.each([
    ['nothing', new Uint8Array(), 'x: not an IDX file: 0 bytes are too few for a header'],
    ['half a magic number', good.subarray(0, 3), '3 bytes are too few'],
    ['a header cut short', good.subarray(0, 9), 'it ends inside its header of 12 bytes'],
    ['numbers cut short', good.subarray(0, -1), '[2, 3] of uint8 needs 6 bytes, but there are 5'],
    ['one byte too many', Uint8Array.of(...good, 0), '[2, 3] of uint8 needs 6 bytes, but there are 7'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), 'it must begin with two zero bytes, but begins with 31 and 139'],
    ['an unknown type', good.with(2, 0x0a), 'the type of its numbers is 10, must be one of 8, 9, 11, 12, 13, 14'],
    ['another type', good.with(2, 0x0d), '[2, 3] of float32 needs 24 bytes, but there are 6'],
    ['no dimensions', good.with(3, 0), 'it has no dimensions'],
    ['a count that lies', good.with(7, 200), '[200, 3] of uint8 needs 600 bytes, but there are 6'],
    ['a huge count', good.with(4, 255).with(8, 255), 'bytes, but there are 6'],
    ['more dimensions than bytes', good.with(3, 255), 'it ends inside its header of 1024 bytes'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeIdx(bytes, 'x')).toThrow(FormatError);
    expect(() => decodeIdx(bytes, 'x')).toThrow(message);
  });

  it('reads any bytes, or refuses them', () => {
    const header = fc.uint8Array({ maxLength: 24 }).map((bytes) => Uint8Array.of(0, 0, ...bytes));
    fc.assert(
      fc.property(fc.oneof(header, fc.uint8Array()), (bytes) => {
        let result: NumericArray | undefined;
        const error = errorOf(() => (result = decodeIdx(bytes)));
        expect(error ?? new FormatError()).toBeInstanceOf(FormatError);
        expect(result?.data.length).toBe(result?.shape.reduce((a, b) => a * b, 1));
      }),
      { numRuns: 1000 },
    );
  });
});
