import { outputTile } from './transforms.ts';

/** How the planes of a batch are cut into tiles of 4x4 outputs. */
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
export function tilingOf(batch: number, height: number, width: number, tilesAtOnce: number): Tiling {
  const columns = Math.ceil(width / outputTile);
  const rowsPerImage = Math.ceil(height / outputTile);
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

/** Cells in one row under a row of tiles, of which neighbours lie 4 apart and are `size` wide. */
export function bandWidthOf(tiling: Tiling, size: number): number {
  return (tiling.columns - 1) * outputTile + size;
}

/** The cells under one row of tiles, `[size, bandWidth]`, 0 where they lie outside the plane. */
export function loadBand(
  source: Float32Array,
  from: number,
  { height, width, top, left }: Plane,
  tileRow: number,
  size: number,
  band: Float64Array,
  bandWidth: number,
): void {
  band.fill(0, 0, size * bandWidth);
  const firstRow = top + tileRow * outputTile;
  const start = Math.max(0, -left);
  const end = Math.min(bandWidth, width - left);
  for (let row = Math.max(0, -firstRow); row < Math.min(size, height - firstRow); row++) {
    const read = from + (firstRow + row) * width + left;
    const write = row * bandWidth;
    for (let i = start; i < end; i++) band[write + i] = source[read + i]!;
  }
}
