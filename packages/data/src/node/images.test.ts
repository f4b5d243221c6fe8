import { crc32, deflateSync } from 'node:zlib';
import { FormatError, generator, ShapeError } from '@gemmule/core';
import fc from 'fast-check';
import jpeg from 'jpeg-js';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage, encodePng } from './index.ts';

/** A chunk of a PNG, from the specification: length, type, content, checksum of type and content. */
function chunk(type: string, content: readonly number[] | Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), Buffer.from(content)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** A PNG by hand. Each of the `lines` begins with its filter. */
function png(
  [width, height]: readonly [number, number],
  depth: number,
  color: number,
  lines: readonly number[] | Uint8Array,
  more: readonly Buffer[] = [],
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, color], 8);
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const content = chunk('IDAT', deflateSync(Uint8Array.from(lines)));
  return new Uint8Array(Buffer.concat([signature, chunk('IHDR', header), ...more, content, chunk('IEND', [])]));
}

describe('PNG', () => {
  test.each<[string, Uint8Array, [number, number], number[]]>([
    ['grey', png([2, 1], 8, 0, [0, 10, 200]), [2, 1], [10, 10, 10, 255, 200, 200, 200, 255]],
    [
      'grey of a bit',
      png([3, 1], 1, 0, [0, 0b10100000]),
      [3, 1],
      [255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255],
    ],
    [
      'grey of 16 bits',
      png([1, 2], 16, 0, [0, 0x80, 0x7f, 0, 0x12, 0x34]),
      [1, 2],
      [128, 128, 128, 255, 18, 18, 18, 255],
    ],
    ['colour', png([1, 1], 8, 2, [0, 1, 2, 3]), [1, 1], [1, 2, 3, 255]],
    ['colour of 16 bits', png([1, 1], 16, 2, [0, 1, 255, 2, 0, 3, 128]), [1, 1], [1, 2, 3, 255]],
    ['grey with opacity', png([1, 1], 8, 4, [0, 9, 77]), [1, 1], [9, 9, 9, 77]],
    ['colour with opacity', png([1, 1], 8, 6, [0, 1, 2, 3, 0]), [1, 1], [1, 2, 3, 0]],
    [
      'a palette',
      png([2, 1], 8, 3, [0, 1, 0], [chunk('PLTE', [1, 2, 3, 4, 5, 6]), chunk('tRNS', [7])]),
      [2, 1],
      [4, 5, 6, 255, 1, 2, 3, 7],
    ],
    [
      'a grey that is transparent',
      png([2, 1], 8, 0, [0, 10, 200], [chunk('tRNS', [0, 10])]),
      [2, 1],
      [10, 10, 10, 0, 200, 200, 200, 255],
    ],
    // Filter 1 adds what is to the left, filter 2 what is above.
    [
      'filtered lines',
      png([2, 2], 8, 0, [1, 5, 3, 2, 250, 1]),
      [2, 2],
      [5, 5, 5, 255, 8, 8, 8, 255, 255, 255, 255, 255, 9, 9, 9, 255],
    ],
  ])('%s', async (_, bytes, [width, height], expected) => {
    const image = await decodeImage(bytes);
    expect([image.width, image.height]).toEqual([width, height]);
    expect([...image.data]).toEqual(expected);
  });

  test('written and read, pixels are what they were', async () => {
    const pixel = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(pixel, pixel, fc.nat(), async (width, height, seed) => {
        const random = generator(seed);
        const data = Uint8Array.from({ length: 4 * width * height }, () => random.integer(256));
        const { data: read, ...size } = await decodeImage(await encodePng({ width, height, data }));
        expect(size).toEqual({ width, height });
        expect([...read]).toEqual([...data]);
      }),
      { numRuns: 30 },
    );
  });

  test('pixels that are none are not written', async () => {
    const sentence = 'encodePng: 2 x 1 pixels have 8 bytes (RGBA), got 6';
    await expect(encodePng({ width: 2, height: 1, data: new Uint8Array(6) })).rejects.toThrow(new ShapeError(sentence));
    await expect(encodePng({ width: 0, height: 1, data: new Uint8Array(0) })).rejects.toThrow(ShapeError);
  });
});

/** An image of waves, whose colours differ. */
function waves(width: number, height: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: 4 * width * height }, (_, k) => {
      const [c, x, y] = [k % 4, Math.floor(k / 4) % width, Math.floor(k / 4 / width)];
      return c === 3 ? 255 : 128 + 100 * Math.sin(x / (5 + c)) * Math.cos(y / (9 - c));
    }),
  );
}

describe('JPEG', () => {
  test('as another decoder reads it', async () => {
    const bytes = jpeg.encode({ width: 45, height: 30, data: waves(45, 30) }, 90).data;
    const [ours, theirs] = [await decodeImage(bytes), jpeg.decode(bytes, { useTArray: true })];
    expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
    const distances = Array.from(ours.data, (value, i) => Math.abs(value - theirs.data[i]!));
    // Either may round in the transform and in each colour.
    expect(Math.max(...distances)).toBeLessThanOrEqual(4);
    expect(distances.reduce((a, b) => a + b, 0) / distances.length).toBeLessThan(0.7);
  });

  test('the way up that the camera noted', async () => {
    const plain = jpeg.encode({ width: 16, height: 8, data: waves(16, 8) }, 95).data;
    // EXIF, little-endian: one entry, 0x112 (orientation), a short: 6, turn clockwise to see it upright.
    const exif = [...Buffer.from('Exif\0\0II*\0'), 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
    const turned = Buffer.concat([
      plain.subarray(0, 2),
      Buffer.of(0xff, 0xe1, 0, exif.length + 2, ...exif),
      plain.subarray(2),
    ]);
    const [before, after] = [await decodeImage(plain), await decodeImage(turned)];
    expect([after.width, after.height]).toEqual([8, 16]);
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 8; x++) {
        const from = 4 * ((7 - x) * 16 + y);
        expect([...after.data.subarray(4 * (8 * y + x), 4 * (8 * y + x) + 4)]).toEqual([
          ...before.data.subarray(from, from + 4),
        ]);
      }
    }
  });
});

describe('what is no such file is refused', () => {
  const good = png(
    [4, 4],
    8,
    2,
    Array.from({ length: 52 }, (_, i) => (i % 13 === 0 ? 0 : i)),
  );
  const photo = jpeg.encode({ width: 16, height: 16, data: waves(16, 16) }, 80).data;

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a GIF', Buffer.from('GIF89a')],
  ])('%s', async (_, bytes) => {
    await expect(decodeImage(bytes)).rejects.toThrow(
      new FormatError('decodeImage: the file is neither a PNG nor a JPEG'),
    );
  });

  test.each([
    ['a PNG', good],
    ['a JPEG', photo],
  ])('%s that is cut off', async (_, bytes) => {
    for (const length of [8, 20, Math.floor(bytes.length / 2), bytes.length - 14]) {
      await expect(decodeImage(bytes.subarray(0, length))).rejects.toThrow(FormatError);
    }
  });

  test('an image that is too large, before it is decoded', async () => {
    const begin = performance.now();
    await expect(decodeImage(png([60_000, 60_000], 8, 0, [0, 1]))).rejects.toThrow(
      new FormatError('decodeImage: 60000 x 60000 pixels are 3600000000, more than maxPixels 100000000'),
    );
    await expect(decodeImage(good, { maxPixels: 15 })).rejects.toThrow(FormatError);
    expect((await decodeImage(good, { maxPixels: 16 })).width).toBe(4);
    await expect(decodeImage(good, { maxPixels: 0 })).rejects.toThrow(ShapeError);
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  test('a PNG that unpacks to more than its pixels', async () => {
    const lines = new Uint8Array(40_000_000);
    const before = process.memoryUsage().rss;
    const image = await decodeImage(png([4, 1], 8, 0, lines.slice(0, 5))).catch((error: unknown) => error);
    expect(image).toMatchObject({ width: 4 });
    const bomb = await decodeImage(png([4, 1], 8, 0, lines)).catch((error: unknown) => error);
    expect(bomb instanceof FormatError || (bomb as { width: number }).width === 4).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
  });

  test('a JPEG that says the same thing again and again, quickly', async () => {
    const data = await sharp(waves(64, 64), { raw: { width: 64, height: 64, channels: 4 } })
      .jpeg({ progressive: true })
      .toBuffer();
    // The last scan of the file, 20,000 times.
    const scan = data.subarray(data.lastIndexOf(Buffer.of(0xff, 0xda)), -2);
    const long = Buffer.concat([data.subarray(0, -2), ...Array<Buffer>(20_000).fill(scan), Buffer.of(0xff, 0xd9)]);
    const begin = performance.now();
    await expect(decodeImage(long)).rejects.toThrow(FormatError);
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  test('damage is a FormatError or another image', async () => {
    const damage = fc.record({ at: fc.nat(600), length: fc.nat(4), by: fc.uint8Array({ maxLength: 4 }) });
    for (const bytes of [good, photo]) {
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (changes) => {
          const damaged = [...bytes];
          for (const { at, length, by } of changes) damaged.splice(at % damaged.length, length, ...by);
          const result = await decodeImage(Uint8Array.from(damaged), { maxPixels: 10_000 }).catch(
            (error: unknown) => error,
          );
          const isImage = !(result instanceof Error);
          expect(isImage || result instanceof FormatError).toBe(true);
        }),
        { numRuns: 150 },
      );
    }
  });
});
