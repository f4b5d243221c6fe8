import { FormatError, ShapeError } from '@gemmule/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpy } from './decode-npy.ts';
import { encodeNpy } from './encode-npy.ts';
import type { NumericArray } from './numeric-array.ts';
import { toFloat32 } from './to-float32.ts';

/** A file from its header, by default one whose length is right, and the bytes after it. */
function file(header: string, content: readonly number[] = [], version = 1, length = header.length): Uint8Array {
  const lengthBytes = [length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, (length >>> 24) & 0xff];
  const text = Array.from(header, (char) => char.charCodeAt(0));
  return Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    version,
    0,
    ...lengthBytes.slice(0, version === 1 ? 2 : 4),
    ...text,
    ...content,
  ]);
}

const dict = (descr: string, shape: string, fortran = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

/** The end of a header as NumPy writes it: spaces to a multiple of 64 bytes, and a new line. */
const padded = (dict: string, version = 1): string => {
  const before = version === 1 ? 10 : 12;
  return `${dict.padEnd(Math.ceil((dict.length + before + 1) / 64) * 64 - before - 1)}\n`;
};

const fromHex = (hex: string): number[] => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));

/** What `body` throws, undefined where it does not. */
function errorOf(body: () => unknown): unknown {
  try {
    body();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('files that NumPy 2.4.6 wrote', () => {
  const six = Array.from({ length: 24 }, (_, i) => i);
  test.each<[string, number, string, string, NumericArray]>([
    [
      "np.arange(6, dtype='<f4').reshape(2, 3) / 2",
      1,
      dict('<f4', '(2, 3)'),
      '000000000000003f0000803f0000c03f0000004000002040',
      { dtype: 'float32', shape: [2, 3], data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5) },
    ],
    [
      "np.asfortranarray(np.arange(24, dtype='>f8').reshape(2, 3, 4))",
      1,
      dict('>f8', '(2, 3, 4)', 'True'),
      '00000000000000004028000000000000401000000000000040300000000000004020000000000000403400000000' +
        '00003ff0000000000000402a0000000000004014000000000000403100000000000040220000000000004035000000' +
        '0000004000000000000000402c0000000000004018000000000000403200000000000040240000000000004036000000' +
        '0000004008000000000000402e000000000000401c000000000000403300000000000040260000000000004037000000000000',
      { dtype: 'float64', shape: [2, 3, 4], data: Float64Array.from(six) },
    ],
    [
      'np.array([2**63 - 1, -2**63, -1])',
      1,
      dict('<i8', '(3,)'),
      'ffffffffffffff7f0000000000000080ffffffffffffffff',
      { dtype: 'int64', shape: [3], data: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), -1n) },
    ],
    [
      'np.array([[True], [False]])',
      1,
      dict('|b1', '(2, 1)'),
      '0100',
      { dtype: 'bool', shape: [2, 1], data: Uint8Array.of(1, 0) },
    ],
    [
      "np.array(513, dtype='>u2')",
      1,
      dict('>u2', '()'),
      '0201',
      { dtype: 'uint16', shape: [], data: Uint16Array.of(513) },
    ],
    [
      "np.zeros((0, 3), dtype='i1')",
      1,
      dict('|i1', '(0, 3)'),
      '',
      { dtype: 'int8', shape: [0, 3], data: new Int8Array() },
    ],
    [
      "write_array(…, np.array([-7, 8], dtype='<i2'), (2, 0))",
      2,
      dict('<i2', '(2,)'),
      'f9ff0800',
      { dtype: 'int16', shape: [2], data: Int16Array.of(-7, 8) },
    ],
    [
      "write_array(…, np.array([2**64 - 1], dtype='<u8'), (3, 0))",
      3,
      dict('<u8', '(1,)'),
      'ffffffffffffffff',
      { dtype: 'uint64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
    ],
  ])('%s', (_, version, text, hex, expected) => {
    const bytes = file(padded(text, version), fromHex(hex), version);
    expect((bytes.length - fromHex(hex).length) % 64).toBe(0);
    expect(decodeNpy(bytes)).toEqual(expected);
    // Not aligned, and in a Buffer.
    expect(decodeNpy(Buffer.concat([Buffer.of(1), bytes]).subarray(1))).toEqual(expected);
  });
});

describe('headers that say the same', () => {
  test.each([
    "{'shape': (2,), 'fortran_order': False, 'descr': '<i2'}",
    '{"descr": "<i2", "fortran_order": False, "shape": (2,)}',
    "{ 'descr' : '<i2' ,'fortran_order':False,'shape':( 2 , )}  ",
    "{'descr': '<i2', 'fortran_order': True, 'shape': (2L,), }\n",
  ])('%s', (header) => {
    expect(decodeNpy(file(header, [1, 0, 2, 0]))).toEqual({ dtype: 'int16', shape: [2], data: Int16Array.of(1, 2) });
  });
});

test('every type, in both orders of bytes', () => {
  const bytes = [0x40, 0x49, 0x0f, 0xdb, 0x01, 0x02, 0x03, 0x04];
  const view = new DataView(Uint8Array.from(bytes).buffer);
  for (const isLittle of [true, false]) {
    const order = isLittle ? '<' : '>';
    for (const [name, size, value] of [
      ['i2', 2, view.getInt16(0, isLittle)],
      ['u2', 2, view.getUint16(0, isLittle)],
      ['i4', 4, view.getInt32(0, isLittle)],
      ['u4', 4, view.getUint32(0, isLittle)],
      ['i8', 8, view.getBigInt64(0, isLittle)],
      ['u8', 8, view.getBigUint64(0, isLittle)],
      ['f4', 4, view.getFloat32(0, isLittle)],
      ['f8', 8, view.getFloat64(0, isLittle)],
      ['i1', 1, view.getInt8(0)],
      ['u1', 1, view.getUint8(0)],
    ] as const) {
      expect(decodeNpy(file(dict(`${order}${name}`, '(1,)'), bytes.slice(0, size))).data[0]).toBe(value);
    }
  }
});

describe('written and read', () => {
  const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  const array = shape.chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const size = { minLength: length, maxLength: length };
    return fc.oneof(
      fc.float32Array(size).map((data): NumericArray => ({ dtype: 'float32', shape, data })),
      fc.float64Array(size).map((data): NumericArray => ({ dtype: 'float64', shape, data })),
      fc.int32Array(size).map((data): NumericArray => ({ dtype: 'int32', shape, data })),
      fc.bigInt64Array(size).map((data): NumericArray => ({ dtype: 'int64', shape, data })),
      fc.uint8Array({ ...size, max: 1 }).map((data): NumericArray => ({ dtype: 'bool', shape, data })),
    );
  });

  test('it is the same', () => {
    fc.assert(
      fc.property(array, (array) => {
        const bytes = encodeNpy(array);
        expect(decodeNpy(bytes)).toEqual(array);
        // The numbers are aligned.
        expect((bytes.length - array.data.byteLength) % 64).toBe(0);
      }),
    );
  });

  test('in Fortran order, its transpose', () => {
    // Written from the definition: the first index counts fastest.
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
        (shape) => {
          const [a, b, c] = shape;
          const content: number[] = [];
          for (let k = 0; k < c; k++)
            for (let j = 0; j < b; j++) for (let i = 0; i < a; i++) content.push(i * 16 + j * 4 + k);
          const { data } = decodeNpy(file(dict('|u1', `(${shape.join(', ')})`, 'True'), content));
          const expected: number[] = [];
          for (let i = 0; i < a; i++)
            for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) expected.push(i * 16 + j * 4 + k);
          expect([...data].map(Number)).toEqual(expected);
        },
      ),
    );
  });

  test('what cannot be written is told', () => {
    expect(() => encodeNpy({ dtype: 'int8', shape: [2], data: Int8Array.of(1) })).toThrow(
      new ShapeError('encodeNpy: 1 numbers for shape [2] with 2'),
    );
    expect(() => encodeNpy({ dtype: 'int8', shape: Array<number>(65).fill(1), data: Int8Array.of(1) })).toThrow(
      new ShapeError('encodeNpy: 65 dimensions, more than 64'),
    );
  });
});

test('toFloat32 rounds, and does not copy what is float32', () => {
  const data = Float32Array.of(1);
  expect(toFloat32({ dtype: 'float32', shape: [1], data })).toBe(data);
  expect(toFloat32({ dtype: 'float64', shape: [1], data: Float64Array.of(0.1) })).toEqual(Float32Array.of(0.1));
  expect(toFloat32({ dtype: 'int64', shape: [1], data: BigInt64Array.of(-3n) })).toEqual(Float32Array.of(-3));
});

describe('what is no such file is refused', () => {
  const good = dict('<i2', '(2,)');
  const data = [1, 0, 2, 0];
  const types = 'b1, i1, u1, i2, u2, i4, u4, i8, u8, f4, f8, with < or > before them';
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'the file does not begin with \\x93NUMPY'],
    ['zip', Uint8Array.of(0x50, 0x4b, 3, 4), 'the file does not begin with \\x93NUMPY'],
    ['no version', file(good).subarray(0, 6), 'version 0.0 is not 1.0, 2.0 or 3.0'],
    ['version 4', file(good, data, 4), 'version 4.0 is not 1.0, 2.0 or 3.0'],
    ['version 1.1', file(good, data).with(7, 1), 'version 1.1 is not 1.0, 2.0 or 3.0'],
    ['half a length', file(good, [], 2).subarray(0, 11), '11 bytes are too few for a header'],
    ['a header that ends early', file(good).subarray(0, 30), `the file ends inside its header of ${good.length} bytes`],
    ['a huge header', file(good, data, 2, 2 ** 31 - 1), 'the header has 2147483647 bytes, more than 10000'],
    ['an empty header', file(''), 'the header is no dictionary'],
    ['no dictionary', file('[1]'), 'the header is no dictionary'],
    ['a dictionary in it', file("{'descr': {}}"), 'the header is no dictionary'],
    ['no entries', file('{}'), 'the header does not say in a word what the numbers are (descr)'],
    [
      'fields',
      file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}"),
      `the header cannot be read at "'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()"`,
    ],
    ['no order', file("{'descr': '<f4', 'shape': ()}"), 'the header does not say True or False for fortran_order'],
    ['no shape', file("{'descr': '<f4', 'fortran_order': False}"), 'the header has no shape'],
    ['an entry twice', file("{'descr': '<f4', 'descr': '<f4'}"), 'the header has two entries "descr"'],
    ['an unknown entry', file(`${good.slice(0, -1)}'x': True}`), 'the header has an unknown entry "x"'],
    ['__proto__', file(`${good.slice(0, -1)}'__proto__': True}`), 'the header has an unknown entry "__proto__"'],
    ['objects', file(dict('|O', '(2,)'), data), `the numbers are "|O"; those that can be read are ${types}`],
    ['text', file(dict('<U3', '(2,)'), data), `the numbers are "<U3"; those that can be read are ${types}`],
    [
      'a name out of the prototype',
      file(dict('<toString', '(2,)'), data),
      `the numbers are "<toString"; those that can be read are ${types}`,
    ],
    ['no order of bytes', file(dict('i2', '(2,)'), data), `the numbers are "i2"; those that can be read are ${types}`],
    [
      'an order that says nothing',
      file(dict('|i2', '(2,)'), data),
      `the numbers are "|i2"; those that can be read are ${types}`,
    ],
    ['a number as shape', file(dict('<i2', '(2)'), data), 'the shape (2) is a number, not a tuple'],
    ['a negative shape', file(dict('<i2', '(-2,)'), data), `the header cannot be read at "'shape': (-2,),"`],
    ['a gap in the shape', file(dict('<i2', '(2,,1)'), data), 'the shape ("2,,1") is no list of natural numbers'],
    [
      'a shape beyond all numbers',
      file(dict('<i2', `(${'9'.repeat(20)},)`), data),
      `the shape ("${'9'.repeat(20)},") is no list of natural numbers`,
    ],
    ['too few numbers', file(good, data.slice(1)), '[2] of int16 needs 4 bytes, but there are 3'],
    ['too many numbers', file(good, [...data, 0]), '[2] of int16 needs 4 bytes, but there are 5'],
    [
      'a shape that lies',
      file(dict('<f8', '(4503599627370496, 4503599627370496)'), data),
      '[4503599627370496, 4503599627370496] of float64 needs 1.6225927682921336e+32 bytes, but there are 4',
    ],
    ['a boolean of 2', file(dict('|b1', '(2,)'), [1, 2]), 'boolean 1 is 2, must be 0 or 1'],
  ])('%s', (_, bytes, sentence) => {
    expect(() => decodeNpy(bytes)).toThrow(new FormatError(`npy: ${sentence}`));
  });

  test('quickly, whatever the header', () => {
    const begin = performance.now();
    for (const header of [
      `{${' '.repeat(9990)}`,
      `{'descr': '${' '.repeat(9900)}`,
      `{'shape': (${'1,'.repeat(4900)}`,
      `{'shape': (${' '.repeat(9900)}`,
      `{${"'a': True, ".repeat(900)}}`,
      `{${' '.repeat(5000)}'${'a'.repeat(4000)}`,
    ]) {
      expect(() => decodeNpy(file(header, [], 2))).toThrow(FormatError);
    }
    const wide = `(${'1, '.repeat(3000)})`;
    expect(decodeNpy(file(dict('|u1', wide, 'True'), [5], 2)).data).toEqual(Uint8Array.of(5));
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  test('damage is a FormatError or harmless', () => {
    const bytes = [...file(padded(dict('<f4', '(2, 3)', 'True')), fromHex('00'.repeat(24)))];
    const damage = fc.record({ at: fc.nat(160), length: fc.nat(6), by: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = [...bytes];
        for (const { at, length, by } of changes) damaged.splice(at % damaged.length, length, ...by);
        const error = errorOf(() => decodeNpy(Uint8Array.from(damaged)));
        expect(error ?? new FormatError()).toBeInstanceOf(FormatError);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (header) => {
        expect(() => decodeNpy(file(`{${header}}`))).toThrow(FormatError);
      }),
      { numRuns: 500 },
    );
  });
});
