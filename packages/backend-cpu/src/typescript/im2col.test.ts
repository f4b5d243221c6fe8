import { describe, expect, test } from 'vitest';
import { col2im } from './col2im.ts';
import { im2col } from './im2col.ts';
import { floatBuffer, nanBuffer, randomFloats, valuesOf } from './reference/buffers.ts';
import { visitConv } from './reference/conv.ts';
import { depthwiseGeometries } from './reference/conv-shapes.ts';
import { cells } from './volume.ts';

const batch = 2;
const channels = 3;
const imagesOffset = 4;
const columnsOffset = 5;

describe.each(depthwiseGeometries)('im2col and col2im: %s', (_, geometry) => {
  const taps = cells(geometry, 'kernel');
  const positions = cells(geometry, 'output');
  const imagesLength = batch * channels * cells(geometry, 'input');
  const columnsLength = batch * channels * taps * positions;
  const options = { batch, channels, geometry, imagesOffset, columnsOffset };
  const shape = { batch, inChannels: channels, outChannels: channels, groups: channels, geometry };

  /** Visits each column entry that lies inside of the input, with the image cell that it shows. */
  function visitColumns(visit: (image: number, column: number) => void): void {
    visitConv(shape, (x, weight, y) => {
      const plane = Math.floor(y / positions);
      visit(imagesOffset + x, columnsOffset + (plane * taps + (weight % taps)) * positions + (y % positions));
    });
  }

  test('each entry is what its tap sees', () => {
    const images = floatBuffer(randomFloats(imagesOffset + imagesLength));
    const columns = nanBuffer(columnsOffset + columnsLength + 1);
    im2col({ ...options, images, columns });
    const expected = new Array<number>(columns.length).fill(0).fill(Number.NaN, 0, columnsOffset);
    expected[columns.length - 1] = Number.NaN;
    visitColumns((image, column) => (expected[column] = images.data![image]!));
    expect(valuesOf(columns)).toEqual(expected);
  });

  test('each cell is the sum of the entries that show it', () => {
    const images = nanBuffer(imagesOffset + imagesLength + 1);
    const columns = floatBuffer(randomFloats(columnsOffset + columnsLength).map((value) => Math.round(value * 100)));
    col2im({ ...options, images, columns });
    const expected = new Array<number>(images.length).fill(0).fill(Number.NaN, 0, imagesOffset);
    expected[images.length - 1] = Number.NaN;
    visitColumns((image, column) => (expected[image]! += columns.data![column]!));
    expect(valuesOf(images)).toEqual(expected);
  });
});
