import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '@gemmule/data/node';
import { weightPaths } from '../weight-paths.ts';
import type { SavedModel, Values } from './tfjs.ts';

// A network that others trained and saved, and the photograph that comes with it.

// Its `exports` leave out the files of its models.
const root = fileURLToPath(new URL('../../node_modules/@upscalerjs/esrgan-slim', import.meta.url));

export const scales = [2, 3, 4, 8] as const;

export function readModel(scale: (typeof scales)[number]): SavedModel {
  const folder = join(root, 'models', `x${scale}`);
  const json = readFileSync(join(folder, 'model.json'), 'utf8');
  return { json, files: weightPaths(json).map((path) => new Uint8Array(readFileSync(join(folder, path)))) };
}

/** `[1, height, width, 3]`, from 0 to 255. */
export async function readPhotograph(): Promise<Values> {
  const { data, height, width } = await decodeImage(readFileSync(join(root, 'assets/fixture.png')));
  const colours = data.filter((_, i) => i % 4 < 3); // without alpha
  return { shape: [1, height, width, 3], data: Float32Array.from(colours) };
}

/** Of the middle of an image. */
export function crop({ shape, data }: Values, height: number, width: number): Values {
  const [top, left] = [Math.floor((shape[1]! - height) / 2), Math.floor((shape[2]! - width) / 2)];
  const rows = Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * shape[2]! + left) * 3;
    return [...data.subarray(start, start + 3 * width)];
  });
  return { shape: [1, height, width, 3], data: Float32Array.from(rows.flat()) };
}

/** NaN if there is one. */
export function largestDifference(a: Values, b: Values): number {
  if (String(a.shape) !== String(b.shape)) throw new Error(`shapes ${String(a.shape)} and ${String(b.shape)}`);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}
