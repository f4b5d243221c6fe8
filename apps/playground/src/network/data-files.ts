/*
 * The images that come with the page. A file is packed by gzip; unpacked it has the images of the training part, one byte a pixel,
 * then their labels, and the same of the test part.
 */

export interface DataFile {
  readonly name: 'mnist' | 'fashion';
  readonly title: string;
  /** Below `data/`. */
  readonly file: string;
  /** Images to learn from, and others to test with. */
  readonly train: number;
  readonly test: number;
  readonly classes: readonly string[];
  /** Of the pixels of the training images, from 0 to 1. */
  readonly mean: number;
  readonly deviation: number;
}

/** In `data/index.json`. */
export interface DataIndex {
  readonly files: readonly DataFile[];
  /** Why a data set is not there. */
  readonly missing: readonly { readonly title: string; readonly reason: string }[];
}

export const side = 28;
export const pixels = side * side;
