import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generator } from '@gemmule/core';

/** An IDX file of bytes: a magic number of type 8 and the rank, then the shape, then the bytes. */
function idx(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length);
  shape.forEach((length, i) => header.setUint32(4 + 4 * i, length));
  return Buffer.concat([new Uint8Array(header.buffer), bytes]);
}

/** Files of the same names as those of Fashion-MNIST. A class is a bar of its own width and brightness, at any place, in noise. */
export function writeMadeUpClothes(folder: string, sizes: { readonly train: number; readonly t10k: number }): void {
  for (const [part, count] of Object.entries(sizes)) {
    const random = generator(count);
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
    const images = new Uint8Array(count * 784).map(() => random.integer(60));
    for (const [i, label] of labels.entries()) {
      const [left, width] = [random.integer(8), 2 + 4 * (label % 5)];
      for (let pixel = 0; pixel < 784; pixel++) {
        const x = (pixel % 28) - left;
        if (x >= 0 && x < width) images[i * 784 + pixel]! += label < 5 ? 80 : 180;
      }
    }
    writeFileSync(join(folder, `${part}-images-idx3-ubyte.gz`), gzipSync(idx([count, 28, 28], images)));
    writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([count], labels));
  }
}
