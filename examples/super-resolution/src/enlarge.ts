import { setImmediate as nextTask } from 'node:timers/promises';
import { noGrad, scope } from '@gemmule/core';
import { type ClampedPixels, cropPixels, imageTensor, type Pixels, type Rectangle, toPixels } from '@gemmule/data';
import type { TfjsModel } from '@gemmule/tfjs';
import { reach } from './network.ts';

export interface EnlargeOptions {
  readonly scale: number;
  /** Length of the sides of a tile, in pixels of the photograph. Default 96: its memory is bounded, whatever the photograph's is. */
  readonly tile?: number;
  /** Stops after the tile at hand. */
  readonly signal?: AbortSignal;
  /** Called after each tile, with how many are done. */
  readonly onTile?: (done: number) => void;
}

/**
 * Enlarges a photograph tile by tile. The network is given each tile with as much around it as it looks at, and what it makes of
 * that is thrown away: there are no seams, the tiles are those of the photograph as a whole. Opacity is lost.
 *
 * @returns undefined when the signal stopped it
 */
export async function enlarge(
  model: TfjsModel,
  photograph: Pixels,
  { scale, tile = 96, signal, onTile }: EnlargeOptions,
): Promise<ClampedPixels | undefined> {
  const [width, height] = [scale * photograph.width, scale * photograph.height];
  const result: ClampedPixels = { width, height, data: new Uint8ClampedArray(4 * width * height) };
  for (const [i, place] of tilesOf(photograph, tile).entries()) {
    if (signal?.aborted === true) return undefined;
    const seen = grown(place, photograph);
    // As the network was trained: from 0 to 255, not from 0 to 1.
    const range = { std: 1 / 255 };
    using y = noGrad(() => scope(() => model.forward(imageTensor(cropPixels(photograph, seen), range))));
    const pixels = await toPixels(y, range);
    const inner = { ...place, left: place.left - seen.left, top: place.top - seen.top };
    paste(cropPixels(pixels, scaled(inner, scale)), result, scaled(place, scale));
    onTile?.(i + 1);
    await nextTask(); // or nobody would hear Ctrl-C
  }
  return result;
}

/** As few as there may be, row by row. */
export function tilesOf({ width, height }: Pick<Pixels, 'width' | 'height'>, tile: number): Rectangle[] {
  const starts = (length: number) => Array.from({ length: Math.ceil(length / tile) }, (_, i) => i * tile);
  return starts(height).flatMap((top) =>
    starts(width).map((left) => ({
      left,
      top,
      width: Math.min(tile, width - left),
      height: Math.min(tile, height - top),
    })),
  );
}

/** With as much around it as the network looks at, and no more than there is. */
function grown({ left, top, width, height }: Rectangle, photograph: Pixels): Rectangle {
  const [startX, startY] = [Math.max(0, left - reach), Math.max(0, top - reach)];
  const [endX, endY] = [
    Math.min(photograph.width, left + width + reach),
    Math.min(photograph.height, top + height + reach),
  ];
  return { left: startX, top: startY, width: endX - startX, height: endY - startY };
}

function scaled({ left, top, width, height }: Rectangle, scale: number): Rectangle {
  return { left: scale * left, top: scale * top, width: scale * width, height: scale * height };
}

function paste(image: Pixels, into: ClampedPixels, { left, top }: Rectangle): void {
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(4 * y * image.width, 4 * (y + 1) * image.width);
    into.data.set(row, 4 * ((top + y) * into.width + left));
  }
}
