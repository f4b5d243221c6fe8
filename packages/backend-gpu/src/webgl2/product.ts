import { nativeFunction, nativeFunctions } from '../device/natives.ts';
import type { NativeFunction } from '../device/gpu-js.ts';
import type { KernelSource } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer, Source } from '../perform.ts';
import { createSheet, positionInSheet, type Sheet, sheetThreads, texelOf } from './sheet.ts';

/*
 * Matrix products in WebGL 2. A fragment shader may write several textures, so a thread computes a tile of as many rows, by
 * the four columns of a texel: 8 x 4 where there are 8 draw buffers. Row r of the product is in texture r % 8
 * until all come together.
 */

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

/** Computes a product, which is the caller's to release. */
export function runTiles(performer: Performer, tiles: Tiles): Sheet {
  const { launch, release, device } = performer;
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
  const product = merge(performer, sheets);
  release(...sheets.map(({ buffer }) => buffer));
  return product;
}

/**
 * Statements that add the product of a column of `rows` quads, along the sum, by `lanes` rows of a quad: element `j` of quad
 * `a(r)` times `b(j)`.
 */
export function multiply(rows: number, lanes: number, a: (row: number) => string, b: (lane: number) => string): string {
  const right = Array.from({ length: lanes }, (_, j) => `const b${j} = ${b(j)};`);
  const terms = (r: number, c: number): string =>
    Array.from({ length: lanes }, (_, j) => `a${r}[${j}] * b${j}[${c}]`).join(' + ');
  const left = Array.from({ length: rows }, (_, r) => [
    `const a${r} = ${a(r)};`,
    ...[0, 1, 2, 3].map((c) => `sum${r}${c} += ${terms(r, c)};`),
  ]);
  return [...right, ...left.flat()].join('\n');
}

/** Brings the rows of a product together in one sheet. */
function merge(performer: Performer, sheets: readonly Sheet[]): Sheet {
  const [{ rows, quads } = { rows: 0, quads: 0 }] = sheets;
  const inputs = Object.fromEntries(sheets.map(({ buffer }, t) => [`sheet${t}`, buffer]));
  const texel = texelOf({ rows, quads }, 'int(quad)', `(int(row) >> ${Math.log2(sheets.length)})`);
  const choose = sheets.map((_, t) => `if (sheet == ${t}) { chosen = texelFetch(user_sheet${t}, texel, 0); }`);
  const source = `vec4 chosen(float quad, float row) {
    int sheet = int(row) & ${sheets.length - 1};
    ivec2 texel = ${texel};
    vec4 chosen = vec4(0.0);
    ${choose.join(' else ')}
    return chosen;
  }`;
  const chosen: NativeFunction = { ...nativeFunction('chosen', source, ['quad', 'row']), returnType: 'Array(4)' };
  return fillSheet(performer, createSheet(rows * sheets.length, quads), inputs, [chosen], 'return chosen(quad, row);');
}

/** A function of the device, `product(row, column)`, that reads an element of a product, which is the argument `sheet`. */
export function productFunction(product: Sheet): NativeFunction {
  const texel = texelOf(product, '(c >> 2)', 'r');
  const body = `int r = int(row); int c = int(column); return texelFetch(user_sheet, ${texel}, 0)[c & 3];`;
  return nativeFunction('product', `float product(float row, float column) { ${body} }`, ['row', 'column']);
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
    natives: () => all,
    targets,
    key: [text, threads, ...all.map(({ source }) => source)].join('\n'),
  };
}
