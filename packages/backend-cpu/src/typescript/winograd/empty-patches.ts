import { createScratch, reserve } from '../scratch.ts';
import type { Plane, Tiling } from './tiling.ts';
import { inputTile, outputTile } from './transforms.ts';

const magnitudeScratch = createScratch();
const patchScratch = createScratch();

/** How much smaller a 3x3 patch may be than the largest of its tile, and still keep float32 accuracy in doubles. */
const range = 2 ** -20;

/**
 * Looks at the patches of 3x3 cells, all channels of a group, that the outputs of each tile see. Winograd's method mixes
 * all patches of a tile, which is harmless while they are of about the same size; but an infinity would turn into NaN all
 * over the tile, a tiny patch would drown in the rounding errors of a large one, and an empty one would give not quite 0,
 * of which relu makes as good as anything.
 *
 * @returns for each tile of each image and group which of its patches are all 0, a bit for each of the 16 outputs; or
 * undefined where a patch is infinite, NaN or tiny
 */
export function emptyPatches(
  x: Float32Array,
  from: number,
  planes: number,
  channels: number,
  plane: Plane,
  tiling: Tiling,
): Float64Array | undefined {
  const { columns, rowsPerImage } = tiling;
  const tilesPerPlane = columns * rowsPerImage;
  const width = columns * outputTile + inputTile - outputTile;
  const cells = (rowsPerImage * outputTile + inputTile - outputTile) * width;
  const magnitudes = reserve(magnitudeScratch, cells);
  const patches = reserve(patchScratch, planes * tilesPerPlane);
  const area = plane.height * plane.width;
  for (let index = 0; index < planes; index++) {
    magnitudes.fill(0, 0, cells);
    for (let channel = 0; channel < channels; channel++) {
      addMagnitudes(x, from + (index * channels + channel) * area, plane, magnitudes, width, cells / width);
    }
    for (let tile = 0; tile < tilesPerPlane; tile++) {
      const column = tile % columns;
      const corner = ((tile - column) / columns) * outputTile * width + column * outputTile;
      const empty = emptyOfTile(magnitudes, corner, width);
      if (empty < 0) return undefined;
      patches[index * tilesPerPlane + tile] = empty;
    }
  }
  return patches;
}

/** Adds the magnitudes of a plane onto the cells under its tiles. */
function addMagnitudes(
  x: Float32Array,
  from: number,
  { height, width, top, left }: Plane,
  magnitudes: Float64Array,
  rowLength: number,
  rows: number,
): void {
  const start = Math.max(0, -left);
  const end = Math.min(rowLength, width - left);
  for (let row = Math.max(0, -top); row < Math.min(rows, height - top); row++) {
    const read = from + (top + row) * width + left;
    const write = row * rowLength;
    for (let i = start; i < end; i++) magnitudes[write + i]! += Math.abs(x[read + i]!);
  }
}

/** The empty patches of a tile as bits, -1 if a patch rules the method out. */
function emptyOfTile(magnitudes: Float64Array, corner: number, rowLength: number): number {
  let empty = 0;
  let largest = 0;
  let smallest = Infinity;
  for (let output = 0; output < outputTile * outputTile; output++) {
    const first = corner + (output >> 2) * rowLength + (output & 3);
    let patch = 0;
    for (let row = first; row < first + 3 * rowLength; row += rowLength) {
      patch += magnitudes[row]! + magnitudes[row + 1]! + magnitudes[row + 2]!;
    }
    largest = Math.max(largest, patch);
    if (patch === 0) empty |= 1 << output;
    else smallest = Math.min(smallest, patch);
  }
  // Written so that NaN fails.
  return largest < Infinity && smallest >= largest * range ? empty : -1;
}
