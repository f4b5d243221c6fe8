/** Writes the images that come with the page to `public/data`, from packages that are installed: nothing is downloaded. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { classes as clothes, readClothes, systemFolder } from '@gemmule/example-fashion/files';
import { loadMnist } from '@gemmule/example-mnist/files';
import { type DataFile, type DataIndex, pixels } from '../src/network/data-files.ts';

const folder = new URL('../public/data/', import.meta.url);

/** As many as download in a moment, and are enough to learn from. Both data sets are in no particular order. */
const sizes = { train: 8000, test: 2000 } as const;

interface Part {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const files: DataFile[] = [];
const missing: { readonly title: string; readonly reason: string }[] = [];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
files.push(write('mnist', 'MNIST: handwritten digits', digits, loadMnist));
if (existsSync(systemFolder)) {
  files.push(write('fashion', 'Fashion-MNIST: clothes', clothes, (part) => readClothes(systemFolder, part)));
} else {
  missing.push({
    title: 'Fashion-MNIST: clothes',
    reason: "the machine that built this page does not have it (Debian's package dataset-fashion-mnist)",
  });
}
const index: DataIndex = { files, missing };
writeFileSync(new URL('index.json', folder), `${JSON.stringify(index, null, 2)}\n`);
console.log(`${files.map(({ title }) => title).join(', ')}: written to ${fileURLToPath(folder)}`);

function write(
  name: DataFile['name'],
  title: string,
  classes: readonly string[],
  load: (part: 'train' | 'test') => Part,
): DataFile {
  const [train, test] = [first(load('train'), sizes.train), first(load('test'), sizes.test)];
  const bytes = Buffer.concat([train.images, train.labels, test.images, test.labels]);
  // Not `.gz`: some servers unpack what is called that, and others do not.
  const file = `${name}.bin`;
  writeFileSync(new URL(file, folder), gzipSync(bytes, { level: 9 }));
  return { name, title, file, ...sizes, classes, ...momentsOf(train.images) };
}

function first({ images, labels }: Part, count: number): Part {
  return { images: images.subarray(0, count * pixels), labels: labels.subarray(0, count) };
}

function momentsOf(images: Uint8Array): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (const ink of images) {
    sum += ink / 255;
    squares += (ink / 255) ** 2;
  }
  const mean = sum / images.length;
  return { mean, deviation: Math.sqrt(squares / images.length - mean ** 2) };
}
