import { createScratch, reserve } from '../scratch.ts';
import type { Filtering } from './filtering.ts';
import { bandWidthOf, type Plane, type Tiling } from './tiling.ts';

const magnitudeScratch = createScratch();
const patchScratch = createScratch();

/** How much smaller a patch may be than the largest of its tile, and still keep float32 accuracy in doubles. */
const range = 2 ** -20;

/**
 * Looks at the patches of cells, all channels of a group, that the outputs of each tile see. Winograd's method mixes all
 * patches of a tile, which is harmless while they are of about the same size; but an infinity would turn into NaN all
 * over the tile, a tiny patch would drown in the rounding errors of a large one, and an empty one would give not quite 0,
 * of which relu makes as good as anything.
 *
 * @returns which patches are all 0, a bit for each output of a row: `[image, group, tile, row]`; or undefined
 * where a patch is infinite, NaN or tiny
 */
export function emptyPatches(
  filtering: Filtering,
  x: Float32Array,
  from: number,
  planes: number,
  channels: number,
  plane: Plane,
  tiling: Tiling,
): Float64Array | undefined {
  const { columns, rowsPerImage } = tiling;
  const { inputTile, inputStep, outputTile } = filtering;
  const tilesPerPlane = columns * rowsPerImage;
  const width = bandWidthOf(tiling, inputStep, inputTile);
  const cells = ((rowsPerImage - 1) * inputStep + inputTile) * width;
  const magnitudes = reserve(magnitudeScratch, cells);
  const patches = reserve(patchScratch, planes * tilesPerPlane * outputTile);
  const area = plane.height * plane.width;
  for (let index = 0; index < planes; index++) {
    magnitudes.fill(0, 0, cells);
    for (let channel = 0; channel < channels; channel++) {
      addMagnitudes(x, from + (index * channels + channel) * area, plane, magnitudes, width, cells / width);
    }
    for (let tile = 0; tile < tilesPerPlane; tile++) {
      const column = tile % columns;
      const corner = (((tile - column) / columns) * width + column) * inputStep;
      const write = (index * tilesPerPlane + tile) * outputTile;
      if (!tileSuits(filtering, magnitudes, corner, width, patches, write)) return undefined;
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

/** Marks the empty patches of a tile. @returns whether its patches suit the method */
function tileSuits(
  { outputTile, seenFrom, seenTo }: Filtering,
  magnitudes: Float64Array,
  corner: number,
  rowLength: number,
  patches: Float64Array,
  write: number,
): boolean {
  let largest = 0;
  let smallest = Infinity;
  for (let i = 0; i < outputTile; i++) {
    const top = corner + seenFrom[i]! * rowLength;
    const bottom = corner + seenTo[i]! * rowLength;
    let empty = 0;
    for (let j = 0; j < outputTile; j++) {
      const end = seenTo[j]!;
      let patch = 0;
      for (let row = top; row < bottom; row += rowLength) {
        for (let cell = seenFrom[j]!; cell < end; cell++) patch += magnitudes[row + cell]!;
      }
      largest = Math.max(largest, patch);
      if (patch === 0) empty |= 1 << j;
      else smallest = Math.min(smallest, patch);
    }
    patches[write + i] = empty;
  }
  // Written so that NaN fails.
  return largest < Infinity && smallest >= largest * range;
}
