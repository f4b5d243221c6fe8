import { cpu } from '@gemmule/backend-cpu';
import { type Backend, FormatError, registerBackend, ShapeError, tensor, unregisterBackend } from '@gemmule/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

/** A file with this header and data, put together by hand. */
function file(header: unknown, data: readonly number[] = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setUint32(0, length ?? text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const model = (): nn.Model<['N', 2], ['N', 2]> =>
  nn.network(['N', 2], nn.linear(2, 3), nn.relu(), nn.linear(3, 2, { bias: false }));

const weightsOf = (model: nn.AnyLayer): number[][] =>
  [...model.parameters().values()].map((parameter) => [...parameter.dataSync()]);

/*
 * Written by Python, without the safetensors package:
 *   h = json.dumps({"__metadata__": {"by": "hand"}, "b": {"dtype": "I32", "shape": [2], "data_offsets": [8, 16]},
 *                   "a": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]}}).encode()
 *   base64.b64encode(struct.pack("<Q", len(h)) + h + struct.pack("<2f2i", 1.5, -2.25, 7, -8))
 */
const fromPython =
  'ngAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6IHsiYnkiOiAiaGFuZCJ9LCAiYiI6IHsiZHR5cGUiOiAiSTMyIiwgInNoYXBlIjogWzJd' +
  'LCAiZGF0YV9vZmZzZXRzIjogWzgsIDE2XX0sICJhIjogeyJkdHlwZSI6ICJGMzIiLCAic2hhcGUiOiBbMSwgMl0sICJkYXRhX29m' +
  'ZnNldHMiOiBbMCwgOF19fQAAwD8AABDABwAAAPj///8=';

describe('round trips', () => {
  const dimension = fc.integer({ min: 0, max: 4 });
  const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__' && text !== '__metadata__');
  const stored = fc.array(dimension, { maxLength: 4 }).chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const options = { minLength: length, maxLength: length };
    return fc.oneof(
      fc.float32Array(options).map((data): nn.StoredTensor => ({ shape, data })),
      fc.int32Array(options).map((data): nn.StoredTensor => ({ shape, data })),
    );
  });
  const contents = fc.array(fc.tuple(name, stored), { maxLength: 5 }).map((entries) => new Map(entries));

  test('what is written is read', () => {
    fc.assert(
      fc.property(contents, fc.dictionary(name, fc.string()), (tensors, metadata) => {
        const bytes = nn.encodeSafetensors(tensors, metadata);
        const read = nn.decodeSafetensors(bytes);
        expect(new Map(read.tensors)).toEqual(tensors);
        expect(Object.fromEntries(read.metadata)).toEqual({ ...metadata });
      }),
    );
  });

  test('wherever in a buffer the bytes are', () => {
    const bytes = nn.encodeSafetensors(new Map([['x', { shape: [2], data: Float32Array.of(1, 2) }]]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(nn.decodeSafetensors(shifted.subarray(3)).tensors.get('x')?.data).toEqual(Float32Array.of(1, 2));
  });

  test('from a Node Buffer, whose slices share its memory', () => {
    const stored = nn.decodeSafetensors(
      Buffer.from(
        nn.encodeSafetensors(
          new Map([
            ['a', { shape: [2], data: Float32Array.of(1, 2) }],
            ['b', { shape: [1], data: Float32Array.of(3) }],
          ]),
        ),
      ),
    );
    expect(stored.tensors.get('a')?.data).toEqual(Float32Array.of(1, 2));
    expect(stored.tensors.get('b')?.data).toEqual(Float32Array.of(3));
  });

  test('a model', async () => {
    const [from, to, lazy] = [model(), model(), model()];
    from.initialize({ seed: 1 });
    to.initialize({ seed: 2 });
    const held = to.parameters();
    const bytes = await nn.saveSafetensors(from, { note: 'mine' });
    nn.loadSafetensors(to, bytes);
    nn.loadSafetensors(lazy, bytes);
    expect(weightsOf(to)).toEqual(weightsOf(from));
    expect(weightsOf(lazy)).toEqual(weightsOf(from));
    expect(to.parameters()).toEqual(held);
    expect([...nn.decodeSafetensors(bytes).tensors.keys()]).toEqual(['0.weight', '0.bias', '2.weight']);
    expect(nn.decodeSafetensors(bytes).metadata).toEqual(new Map([['note', 'mine']]));
    expect(lazy.parameters().get('0.weight')?.requiresGrad).toBe(true);
  });

  test('tensors of your own', async () => {
    const labels = tensor([1, 2], [2], { dtype: 'int32' });
    const bytes = await nn.saveSafetensors(new Map([['labels', labels]]));
    expect(nn.decodeSafetensors(bytes).tensors.get('labels')).toEqual({ shape: [2], data: Int32Array.of(1, 2) });
  });
});

describe('the format', () => {
  test('of what is written is that of the specification', () => {
    const bytes = nn.encodeSafetensors(new Map([['a.b', { shape: [1, 1], data: Float32Array.of(1) }]]), { k: 'v' });
    const length = new DataView(bytes.buffer).getBigUint64(0, true);
    expect(length % 8n).toBe(0n);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + Number(length)));
    expect(header.trimEnd()).toBe(
      '{"__metadata__":{"k":"v"},"a.b":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}',
    );
    expect([...bytes.subarray(8 + Number(length))]).toEqual([0, 0, 0x80, 0x3f]);
  });

  test('of a file that Python wrote is read', () => {
    const bytes = Uint8Array.from(atob(fromPython), (char) => char.charCodeAt(0));
    const { tensors, metadata } = nn.decodeSafetensors(bytes);
    expect(metadata).toEqual(new Map([['by', 'hand']]));
    expect(tensors).toEqual(
      new Map<string, nn.StoredTensor>([
        ['b', { shape: [2], data: Int32Array.of(7, -8) }],
        ['a', { shape: [1, 2], data: Float32Array.of(1.5, -2.25) }],
      ]),
    );
  });

  test('F16 and BF16 are read exactly', () => {
    const halves = (dtype: string, ...bits: number[]): number[] => {
      const entry = { dtype, shape: [bits.length], data_offsets: [0, 2 * bits.length] };
      const data = bits.flatMap((half) => [half & 0xff, half >> 8]);
      return [...nn.decodeSafetensors(file({ x: entry }, data)).tensors.get('x')!.data];
    };
    expect(halves('F16', 0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x7e00)).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      2 ** -14,
      -0,
      Infinity,
      -Infinity,
      NaN,
    ]);
    expect(halves('BF16', 0x3f80, 0xc000, 0x7f80, 0x7fc0)).toEqual([1, -2, Infinity, NaN]);
  });

  test('names of tensors that cannot be written', () => {
    const one = { shape: [], data: Float32Array.of(1) };
    for (const name of ['__metadata__', '__proto__']) {
      expect(() => nn.encodeSafetensors(new Map([[name, one]]))).toThrow(ShapeError);
    }
    expect(() => nn.encodeSafetensors(new Map([['x', { shape: [2], data: Float32Array.of(1) }]]))).toThrow(
      new ShapeError("encodeSafetensors: 'x' has 1 numbers for shape [2] with 2"),
    );
  });
});

describe('a file that is not right is refused', () => {
  const f32 = (shape: unknown, begin: unknown, end: unknown): unknown => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  const four = [0, 0, 0, 0];
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'the file has 0 bytes, too few for a header length'],
    ['a truncated length', new Uint8Array(7), 'the file has 7 bytes, too few for a header length'],
    ['no header', new Uint8Array(8), 'the header is not JSON'],
    ['a header longer than the file', file({}, [], 3), 'the header has 3 bytes, but the file ends after 2 of them'],
    ['an enormous header', file({}, [], 100_000_001), 'the header has 100000001 bytes, more than 100000000'],
    ['another encoding', file('{"\u00e9": 1}').with(10, 0xff), 'the header is not JSON'],
    ['a byte order mark', file('\ufeff{}'), 'the header is not JSON'],
    ['not JSON', file('{"x":'), 'the header is not JSON'],
    ['not an object', file('[]'), 'the header does not begin with {'],
    ['null', file('null'), 'the header does not begin with {'],
    ['space before the object', file(' {}'), 'the header does not begin with {'],
    [
      'a name twice',
      file(`{"x":${JSON.stringify(f32([1], 0, 4))},"\\u0078":${JSON.stringify(f32([1], 0, 4))}}`, four),
      'the header has two entries "x"',
    ],
    [
      'a property twice',
      file('{"x":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', four),
      'the header has two entries "shape"',
    ],
    [
      '__proto__',
      file('{"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', four),
      "a tensor is called '__proto__'",
    ],
    [
      '__proto__ inside',
      file('{"x":{"__proto__":{"dtype":"F32"},"shape":[],"data_offsets":[0,4]}}', four),
      'tensor "x" has an unknown property "__proto__"',
    ],
    ['metadata that is no object', file({ __metadata__: 'x' }), '__metadata__ is not an object'],
    ['metadata that is no text', file({ __metadata__: { x: 1 } }), '__metadata__ "x" is not a string'],
    ['an entry that is no object', file({ x: [1] }), 'tensor "x" is not described by an object'],
    ['a missing property', file({ x: { dtype: 'F32', shape: [1] } }), 'tensor "x" has data_offsets undefined'],
    [
      'an unknown property',
      file({ x: { ...(f32([1], 0, 4) as object), stride: 1 } }, four),
      'tensor "x" has an unknown property "stride"',
    ],
    [
      'an unknown type',
      file({ x: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, [...four, ...four]),
      'tensor "x" has dtype "F64"; those that can be read are F32, I32, F16, BF16',
    ],
    [
      'a type out of the prototype',
      file({ x: { dtype: 'toString', shape: [1], data_offsets: [0, 8] } }),
      'tensor "x" has dtype "toString"; those that can be read are F32, I32, F16, BF16',
    ],
    ['a fraction', file({ x: f32([0.5], 0, 4) }, four), 'tensor "x" has shape [0.5], not a list of natural numbers'],
    [
      'a negative size',
      file({ x: f32([-1, -1], 0, 4) }, four),
      'tensor "x" has shape [-1,-1], not a list of natural numbers',
    ],
    [
      'a shape that is no list',
      file({ x: f32(1, 0, 4) }, four),
      'tensor "x" has shape 1, not a list of natural numbers',
    ],
    ['offsets that are no numbers', file({ x: f32([1], '0', 4) }, four), 'tensor "x" has data_offsets ["0",4]'],
    [
      'offsets the wrong way round',
      file({ x: f32([1], 4, 0) }, four),
      'tensor "x" of shape [1] and dtype F32 needs 4 bytes, its offsets give -4',
    ],
    [
      'offsets of another size',
      file({ x: f32([2], 0, 4) }, four),
      'tensor "x" of shape [2] and dtype F32 needs 8 bytes, its offsets give 4',
    ],
    [
      'a size that overflows',
      file({ x: f32([2 ** 52, 2 ** 52], 0, 4) }, four),
      'tensor "x" of shape [4503599627370496,4503599627370496] and dtype F32 needs 8.112963841460668e+31 bytes, its offsets give 4',
    ],
    [
      'a gap',
      file({ x: f32([1], 4, 8) }, [...four, ...four]),
      'the data of tensor "x" begins at 4, that before it ends at 0',
    ],
    [
      'an overlap',
      file({ x: f32([1], 0, 4), y: f32([1], 2, 6) }, [...four, 0, 0]),
      'the data of tensor "y" begins at 2, that before it ends at 4',
    ],
    [
      'the same bytes twice',
      file({ x: f32([1], 0, 4), y: f32([1], 0, 4) }, four),
      'the data of tensor "y" begins at 0, that before it ends at 4',
    ],
    ['truncated data', file({ x: f32([1], 0, 4) }, [0, 0]), 'the tensors have 4 bytes, but the file holds 2'],
    ['trailing bytes', file({ x: f32([1], 0, 4) }, [...four, 9]), 'the tensors have 4 bytes, but the file holds 5'],
    ['data without tensors', file({}, [1]), 'the tensors have 0 bytes, but the file holds 1'],
  ])('%s', (_, bytes, sentence) => {
    expect(() => nn.decodeSafetensors(bytes)).toThrow(new FormatError(`safetensors: ${sentence}`));
  });

  test('deeply nested', () => {
    expect(() => nn.decodeSafetensors(file('['.repeat(200_000)))).toThrow(FormatError);
    expect(() => nn.decodeSafetensors(file(`{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`))).toThrow(FormatError);
  });

  test('an empty file is one', () => {
    expect(nn.decodeSafetensors(file('{}      ')).tensors.size).toBe(0);
  });
});

describe('a file of another model is refused, and changes nothing', () => {
  const stored = (...names: string[]): [string, nn.StoredTensor][] => {
    const shapes: Record<string, number[]> = { '0.weight': [3, 2], '0.bias': [3], '2.weight': [2, 3] };
    return names.map((name) => {
      const shape = shapes[name] ?? [1];
      return [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }];
    });
  };
  test.each<[[string, nn.StoredTensor][], string]>([
    [stored('0.weight', '2.weight'), 'missing 0.bias'],
    [stored('0.weight', '0.bias', '2.weight', '2.bias', 'a b'), 'unexpected 2.bias, "a b"'],
    [
      [...stored('0.weight', '2.weight'), ['0.bias', { shape: [1, 3], data: new Float32Array(3) }]],
      '0.bias is [1, 3] in the file and [3] in the model',
    ],
    [[...stored('0.weight', '2.weight'), ['0.bias', { shape: [3], data: new Int32Array(3) }]], '0.bias has integers'],
    [
      [['0.weight', { shape: [6], data: new Float32Array(6) }], ...stored('x')],
      'missing 0.bias, 2.weight; unexpected x; 0.weight is [6] in the file and [3, 2] in the model',
    ],
  ])('%#', (entries, what) => {
    const target = model();
    target.initialize({ seed: 3 });
    const before = weightsOf(target);
    expect(() => nn.loadSafetensors(target, nn.encodeSafetensors(new Map(entries)))).toThrow(
      new FormatError(`loadSafetensors: the file does not fit the model: ${what}`),
    );
    expect(weightsOf(target)).toEqual(before);
  });

  test('of many differences, some are named', () => {
    const many = Array.from({ length: 20 }, (_, i) => stored(`x${i}`)[0]!);
    expect(() => nn.loadSafetensors(model(), nn.encodeSafetensors(new Map(many)))).toThrow(
      'unexpected x0, x1, x2, x3, x4, x5, x6, x7 and 12 more',
    );
  });
});

/** What `body` throws, undefined where it does not. */
function errorOf(body: () => unknown): unknown {
  try {
    body();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('random damage', () => {
  /** A change of a file: bytes replaced, cut off, put in. */
  const damage = fc.oneof(
    fc.record({ at: fc.nat(400), length: fc.nat(12), by: fc.uint8Array({ maxLength: 12 }) }),
    fc.record({ at: fc.nat(400), length: fc.constant(1), by: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
  );

  test('is a FormatError or harmless, and an error changes nothing', async () => {
    const source = model();
    source.initialize({ seed: 1 });
    const bytes = [...(await nn.saveSafetensors(source))];
    const target = model();
    target.initialize({ seed: 2 });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (changes) => {
        const damaged = [...bytes];
        for (const { at, length, by } of changes) damaged.splice(at % damaged.length, length, ...by);
        const before = weightsOf(target);
        const error = errorOf(() => nn.loadSafetensors(target, Uint8Array.from(damaged)));
        expect(error ?? new FormatError()).toBeInstanceOf(FormatError);
        expect(error === undefined ? before : weightsOf(target)).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  test('of the header alone', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(errorOf(() => nn.decodeSafetensors(file(json))) ?? new FormatError()).toBeInstanceOf(FormatError);
      }),
      { numRuns: 500 },
    );
  });
});
