/*
 * Sizes that assembly/gemm/tile.ts and multiply.ts decide.
 */

/** Rows of the larger of the two register tiles; how many the engine's has is `engine.tileRows`. */
const mostTileRows = 6;
export const tileColumns = 8;
export const tileBytes: number = mostTileRows * tileColumns * 4;
export const slabSteps = 288;

/** Bytes of packed columns, with a tile before them. */
export function packedColumnsBytes(columns: number, steps: number): number {
  return tileBytes + roundUp(columns, tileColumns) * steps * 4;
}

export function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
