import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTfjsModel, type TfjsModel, weightPaths } from '@gemmule/tfjs';

/** The npm package `@upscalerjs/esrgan-slim`. What it exports does not include the files, which are what we want of it. */
const folder = fileURLToPath(new URL('../node_modules/@upscalerjs/esrgan-slim', import.meta.url));

/** A photograph of a flower, 128 x 128. */
export const photograph: string = join(folder, 'assets', 'fixture.png');

export const scales = [2, 3, 4, 8] as const;
export type Scale = (typeof scales)[number];

/**
 * The network for a scale, from `[N, 3, H, W]` to `[N, 3, scale * H, scale * W]`, red, green and blue from 0 to 255. It was trained
 * with Keras, after ESRGAN (Wang et al., 2018), and saved for TensorFlow.js.
 */
export function loadNetwork(scale: Scale): TfjsModel {
  const model = join(folder, 'models', `x${scale}`);
  const json = readFileSync(join(model, 'model.json'), 'utf8');
  return loadTfjsModel(
    json,
    weightPaths(json).map((path) => readFileSync(join(model, path))),
  );
}

/**
 * How far a pixel of the result looks, in pixels of the photograph. The longest way has seven kernels of 3 x 3 and one of 5 x 5,
 * which is 9 to each side, and a last one of 3 x 3 after the enlargement, which is less than 1.
 */
export const reach = 10;
