/**
 * Draws the pictures of docs/backend-author/pictures. Their numbers are computed, by the engine that they explain:
 * `node --conditions=gemmule:source docs/src/pictures/draw-pictures.ts`. A test holds the files to what this writes.
 */
import { cpu } from '@gemmule/backend-cpu';
import { registerBackend, unregisterBackend } from '@gemmule/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawCol2im } from './col2im.ts';
import { drawConvTranspose } from './conv-transpose.ts';
import { drawGemm } from './gemm.ts';
import { drawIm2col } from './im2col.ts';

/** Where they lie. */
export const folder: string = fileURLToPath(new URL('../../backend-author/pictures/', import.meta.url));

/** All pictures, by the names of their files. */
export async function drawPictures(): Promise<ReadonlyMap<string, string>> {
  const backend = await registerBackend(cpu({ engine: 'typescript' }));
  try {
    return new Map([
      ['im2col.svg', await drawIm2col()],
      ['col2im.svg', await drawCol2im()],
      ['gemm.svg', await drawGemm()],
      ['conv-transpose.svg', await drawConvTranspose()],
    ]);
  } finally {
    unregisterBackend(backend);
  }
}

if (import.meta.main) {
  mkdirSync(folder, { recursive: true });
  for (const [name, picture] of await drawPictures()) writeFileSync(folder + name, picture);
}
