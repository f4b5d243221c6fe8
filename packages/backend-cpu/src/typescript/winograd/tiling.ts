import type { Filtering } from './filtering.ts';

/** How the planes of a batch are cut into tiles of outputs. */
export interface Tiling {
  /** Tiles in a row of tiles. */
  readonly columns: number;
  /** Rows of tiles in an image. */
  readonly rowsPerImage: number;
  /** Rows of tiles in the batch. */
  readonly rows: number;
  /** Rows of tiles dealt with at a time. */
  readonly rowsAtOnce: number;
}

/** @param tilesAtOnce how many tiles the caller would like to hold at a time; it gets whole rows of them */
export function tilingOf({ outputTile }: Filtering, batch: number, plane: Plane, tilesAtOnce: number): Tiling {
  const columns = Math.ceil((plane.width - plane.left) / outputTile);
  const rowsPerImage = Math.ceil((plane.height - plane.top) / outputTile);
  const rows = batch * rowsPerImage;
  // As few passes as that allows, of equal length.
  const passes = Math.max(1, Math.ceil(rows / Math.max(1, Math.floor(tilesAtOnce / columns))));
  const rowsAtOnce = Math.max(1, Math.ceil(rows / passes));
  return { columns, rowsPerImage, rows, rowsAtOnce };
}

/** A plane of an array and which of its cells are the first tile's first; negative inside the padding. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
}

/** Cells in one row under a row of tiles, of which neighbours lie `step` apart and are `size` wide. */
export function bandWidthOf(tiling: Tiling, step: number, size: number): number {
  return (tiling.columns - 1) * step + size;
}

/** The cells under one row of tiles, from `firstRow` of the plane on: `[size, bandWidth]`, 0 where they lie outside. */
export function loadBand(
  source: Float32Array,
  from: number,
  { height, width, left }: Plane,
  firstRow: number,
  size: number,
  band: Float64Array,
  bandWidth: number,
): void {
  band.fill(0, 0, size * bandWidth);
  const start = Math.max(0, -left);
  const end = Math.min(bandWidth, width - left);
  for (let row = Math.max(0, -firstRow); row < Math.min(size, height - firstRow); row++) {
    const read = from + (firstRow + row) * width + left;
    const write = row * bandWidth;
    for (let i = start; i < end; i++) band[write + i] = source[read + i]!;
  }
}
