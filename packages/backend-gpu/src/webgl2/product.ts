import { nativeFunction, nativeFunctions } from '../device/natives.ts';
import type { NativeFunction } from '../device/gpu-js.ts';
import type { KernelSource } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer, Source } from '../perform.ts';
import { createSheet, positionInSheet, type Sheet, sheetThreads, texelOf } from './sheet.ts';

/*
 * Matrix products in WebGL 2. A fragment shader may write several textures, so a thread computes a tile of as many rows, by
 * the four columns of a texel: 8 x 4 where there are 8 draw buffers. Row r of the product is in texture r % 8.
 */

/** A product as it lies in textures. */
export interface Product {
  /** Row r is in sheet `r % sheets.length`, there in row `floor(r / sheets.length)`. */
  readonly sheets: readonly Sheet[];
}

/** A kernel that writes one sheet: `body` returns an array of four numbers for its `row` and `quad`. */
export function fillSheet(
  { launch }: Performer,
  sheet: Sheet,
  inputs: Readonly<Record<string, GpuBuffer>>,
  natives: readonly NativeFunction[],
  body: string,
): Sheet {
  const largest = Math.max(sheet.buffer.length, ...Object.values(inputs).map(({ length }) => length));
  const code = [positionInSheet(sheet), body].join('\n');
  const source = sourceOf(code, Object.keys(inputs), sheetThreads(sheet), natives, largest, 1);
  launch({ source, inputs: Object.values(inputs), outputs: [sheet.buffer] });
  return sheet;
}

/** The sum over everything that a thread multiplies. */
export interface Tiles {
  /** Columns of the product, four by four. */
  readonly quads: number;
  /** Rows of tiles. */
  readonly tileRows: number;
  readonly inputs: Readonly<Record<string, Sheet>>;
  readonly natives: readonly NativeFunction[];
  /** The largest number that positions reach. */
  readonly largest: number;
  /** Statements that know `row` and `quad`, the thread's tile, and multiply with {@link multiply}. */
  readonly body: string;
}

/** Computes a product. Its sheets are the caller's to release. */
export function runTiles({ launch, device }: Performer, tiles: Tiles): Product {
  const rows = device.drawBuffers;
  const sheets = Array.from({ length: rows }, () => createSheet(tiles.tileRows, tiles.quads));
  const sums = grid(rows, (r, c) => `let sum${r}${c} = 0;`);
  const results = Array.from({ length: rows }, (_, r) => `[${[0, 1, 2, 3].map((c) => `sum${r}${c}`).join(', ')}]`);
  const targets = results
    .slice(1)
    .map((result, i) => `const result${i + 1} = ${result};\ntarget${i + 1}(result${i + 1});`);
  const code = [positionInSheet(sheets[0]!), ...sums, tiles.body, ...targets, `return ${results[0]};`].join('\n');
  const names = Object.keys(tiles.inputs);
  const source = sourceOf(code, names, sheetThreads(sheets[0]!), tiles.natives, tiles.largest, rows);
  const inputs: Source[] = Object.values(tiles.inputs).map(({ buffer }) => buffer);
  launch({ source, inputs, outputs: sheets.map(({ buffer }) => buffer) });
  return { sheets };
}

/**
 * Statements that add the product of a column of `rows` quads, along the sum, by `lanes` rows of a quad: element `j` of quad
 * `a(r)` times `b(j)`.
 */
export function multiply(rows: number, lanes: number, a: (row: number) => string, b: (lane: number) => string): string {
  const left = Array.from({ length: rows }, (_, r) => `const a${r} = ${a(r)};`);
  const right = Array.from({ length: lanes }, (_, j) => `const b${j} = ${b(j)};`);
  const terms = (r: number, c: number): string =>
    Array.from({ length: lanes }, (_, j) => `a${r}[${j}] * b${j}[${c}]`).join(' + ');
  return [...left, ...right, ...grid(rows, (r, c) => `sum${r}${c} += ${terms(r, c)};`)].join('\n');
}

/** A function of the device, `product(row, column)`, that reads an element; its sheets are the arguments {@link sheetNames}. */
export function productFunction({ sheets }: Product): NativeFunction {
  const choose = sheets.map((_, t) => `if (sheet == ${t}) { quad = texelFetch(user_sheet${t}, texel, 0); }`);
  const source = `float product(float row, float column) {
    int r = int(row);
    int c = int(column);
    int sheet = r & ${sheets.length - 1};
    int tile = r >> ${Math.log2(sheets.length)};
    ivec2 texel = ${texelOf(sheets[0]!, '(c >> 2)', 'tile')};
    vec4 quad = vec4(0.0);
    ${choose.join(' else ')}
    return quad[c & 3];
  }`;
  return nativeFunction('product', source, ['row', 'column']);
}

/** The sheets as inputs of the kernel that calls `product`. */
export function productInputs({ sheets }: Product): Record<string, GpuBuffer> {
  return Object.fromEntries(sheets.map(({ buffer }, t) => [`sheet${t}`, buffer]));
}

function grid(rows: number, statement: (row: number, column: number) => string): string[] {
  return Array.from({ length: rows * 4 }, (_, i) => statement(Math.floor(i / 4), i % 4));
}

function sourceOf(
  code: string,
  names: readonly string[],
  threads: readonly number[],
  natives: readonly NativeFunction[],
  largest: number,
  targets: number,
): KernelSource {
  const all = [...nativeFunctions('webgl2', largest), ...natives];
  const text = `function (${names.join(', ')}) {\n${code}\n}`;
  return {
    code: text,
    threads,
    natives: all,
    targets,
    key: [text, threads, ...all.map(({ source }) => source)].join('\n'),
  };
}
