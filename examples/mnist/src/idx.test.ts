import { FormatError } from '@gemmule/core';
import { describe, expect, it } from 'vitest';
import { parseIdx } from './idx.ts';

/** Two zero bytes, type, number of dimensions, dimensions, elements. */
function idx(shape: readonly number[], elements: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 0x08, shape.length]);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  bytes.set(elements, 4 + 4 * shape.length);
  return bytes;
}

describe('parseIdx', () => {
  it('reads shape and elements', () => {
    expect(parseIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]), 'x')).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(parseIdx(idx([0], []), 'x')).toEqual({ shape: [0], data: new Uint8Array() });
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const large = new Uint8Array(100).fill(255);
    large.set(idx([2], [7, 8]), 10);
    expect(parseIdx(large.subarray(10, 20), 'x').data).toEqual(Uint8Array.of(7, 8));
  });

  const good = idx([2, 3], [1, 2, 3, 4, 5, 6]);
  it.each([
    ['nothing', new Uint8Array(), 'x: not an IDX file of bytes: 0 bytes are too few for a header'],
    ['half a magic number', good.subarray(0, 3), '3 bytes are too few'],
    ['a header cut short', good.subarray(0, 9), 'it ends inside its header of 12 bytes'],
    ['elements cut short', good.subarray(0, -1), '[2, 3] needs 6 elements, but there are 5'],
    ['one byte too many', Uint8Array.of(...good, 0), '[2, 3] needs 6 elements, but there are 7'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), 'it must begin with two zero bytes, but begins with 31 and 139'],
    ['floats', good.with(2, 0x0d), 'the element type is 13, must be 8'],
    ['no dimensions', good.with(3, 0), 'it has no dimensions'],
    ['a count that lies', good.with(7, 200), '[200, 3] needs 600 elements, but there are 6'],
    ['a huge count', good.with(4, 255).with(8, 255), 'elements, but there are 6'],
    ['more dimensions than bytes', good.with(3, 255), 'it ends inside its header of 1024 bytes'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'x')).toThrow(FormatError);
    expect(() => parseIdx(bytes, 'x')).toThrow(message);
  });
});
