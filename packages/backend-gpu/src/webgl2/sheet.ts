import type { NativeFunction } from '../device/gpu-js.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { type Performer, scratch } from '../perform.ts';

/**
 * A matrix of quads, four float32 each, as a texture with a quad in each texel. Textures have a maximal height, so rows
 * beyond {@link foldRows} go beside the first ones.
 */
export interface Sheet {
  readonly buffer: GpuBuffer;
  readonly rows: number;
  /** Quads in a row. */
  readonly quads: number;
}

/** A power of two that all hosts allow. */
const foldRows = 4096;

/** gpu.js would lay out a single row as a square, so there are two at least. */
export function createSheet(rows: number, quads: number): Sheet {
  return { buffer: scratch(4 * Math.max(rows, 2) * quads), rows: Math.max(rows, 2), quads };
}

/** Larger contents are laid out anew each time, or they would take their memory twice. */
const mostKept = 2 ** 22;

/**
 * Calls `body` with the sheet that `make` fills from the content of a buffer. It is kept until the content changes, for weights
 * and other operands that come again. `layout` tells it from other sheets of the buffer.
 */
export function withKept(
  { release }: Performer,
  source: GpuBuffer,
  layout: string,
  make: () => Sheet,
  body: (sheet: Sheet) => void,
): void {
  const kept = source.kept?.get(layout) as Sheet | undefined;
  const sheet = kept ?? make();
  body(sheet);
  if (kept !== undefined) return;
  if (source.length > mostKept) release(sheet.buffer);
  else (source.kept ??= new Map()).set(layout, sheet);
}

/** Width and height of the texture; a thread each when it is written. */
export function sheetThreads({ rows, quads }: Pick<Sheet, 'rows' | 'quads'>): readonly [number, number] {
  return [quads * Math.ceil(rows / foldRows), Math.min(rows, foldRows)];
}

/** Whether a texture can be so large. */
export function fitsTexture(rows: number, quads: number, maxSide: number): boolean {
  return sheetThreads({ rows, quads })[0] <= maxSide;
}

/** Declares `row` and `quad` of a thread that writes a sheet. */
export function positionInSheet({ rows, quads }: Pick<Sheet, 'rows' | 'quads'>): string {
  if (rows <= foldRows) return 'const row = texelY();\nconst quad = texelX();';
  return `
const fold = quotient(texelX(), ${quads});
const row = fold * ${foldRows} + texelY();
const quad = texelX() - fold * ${quads};`;
}

/** A function of the device, `fetch_name(quad, row)`, that reads a sheet which is the argument `name`. */
export function fetchQuad(name: string, sheet: Sheet): NativeFunction {
  const body = `return texelFetch(user_${name}, ${texelOf(sheet, 'quad', 'row')}, 0);`;
  const source = `vec4 fetch_${name}(int quad, int row) { ${body} }`;
  return { name: `fetch_${name}`, source, argumentTypes: { quad: 'Integer', row: 'Integer' }, returnType: 'Array(4)' };
}

/** Where a texture keeps a quad; whole numbers in GLSL. */
export function texelOf({ rows, quads }: Pick<Sheet, 'rows' | 'quads'>, quad: string, row: string): string {
  if (rows <= foldRows) return `ivec2(${quad}, ${row})`;
  return `ivec2(${quad} + (${row} >> ${Math.log2(foldRows)}) * ${quads}, ${row} & ${foldRows - 1})`;
}
