import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FormatError } from '@gemmule/core';
import { decodeIdx, imageDataset, type NumericArray } from '@gemmule/data';
import type { Dataset } from '@gemmule/nn';

/** What the labels stand for, in few letters. */
export const classes = [
  'T-shirt',
  'pants',
  'sweater',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'boot',
] as const;

/** Where Debian's package `dataset-fashion-mnist` puts its files. */
export const systemFolder = '/usr/share/datasets/fashion-mnist';

export type Clothes = Dataset<'int32', [1, 28, 28], []>;

const prefixes = { train: 'train', test: 't10k' } as const;

/** Most bytes that a file may have when it is unpacked: a small file can say that it has very many. */
const maxOutputLength = 2 ** 28;

/**
 * A part of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017), or of another data set in files of the same names, packed or not.
 *
 * @throws FormatError where there are no such files, and when they are not what they should be.
 */
export function loadClothes(folder: string, part: keyof typeof prefixes): Clothes {
  const { images, labels } = readClothes(folder, part);
  return imageDataset({ images, imageShape: [1, 28, 28], labels, classes: classes.length });
}

/**
 * The same as it is in the files: ink from 0 to 255, `[N, 28, 28]`, and indices of classes, `[N]`.
 *
 * @throws FormatError where there are no such files, and when they are not what they should be.
 */
export function readClothes(
  folder: string,
  part: keyof typeof prefixes,
): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const images = read(folder, `${prefixes[part]}-images-idx3-ubyte`);
  const labels = read(folder, `${prefixes[part]}-labels-idx1-ubyte`);
  if (images.dtype !== 'uint8' || labels.dtype !== 'uint8' || images.shape.join() !== `${labels.data.length},28,28`) {
    throw new FormatError(
      `${folder}: the images are ${images.dtype} [${images.shape.join(', ')}] and the labels ${labels.dtype} ` +
        `[${labels.shape.join(', ')}], must be uint8 [N, 28, 28] and uint8 [N]`,
    );
  }
  return { images: images.data, labels: labels.data };
}

function read(folder: string, name: string): NumericArray {
  const path = [`${name}.gz`, name].map((file) => join(folder, file)).find((file) => existsSync(file));
  if (path === undefined) {
    throw new FormatError(
      `there is no ${name} in ${folder}: install Debian's package dataset-fashion-mnist, ` +
        'or name a folder that has the four files of Fashion-MNIST with --data',
    );
  }
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return decodeIdx(bytes, name);
  try {
    return decodeIdx(gunzipSync(bytes, { maxOutputLength }), name);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
