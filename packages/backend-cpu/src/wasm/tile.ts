/*
 * Sizes that assembly/gemm/tile.ts and multiply.ts decide.
 */

export const tileRows = 6;
export const tileColumns = 8;
export const tileBytes: number = tileRows * tileColumns * 4;
export const slabSteps = 288;

/** Elements of packed rows. */
export function packedRowsLength(rows: number, steps: number): number {
  return roundUp(rows, tileRows) * steps;
}

/** Bytes of a slab of packed columns, with a tile before it. */
export function packedColumnsBytes(columns: number, steps: number): number {
  return tileBytes + roundUp(columns, tileColumns) * Math.min(steps, slabSteps) * 4;
}

export function roundUp(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple;
}
