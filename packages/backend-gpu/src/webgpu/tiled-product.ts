import type { Tile } from './tile.ts';

/**
 * A matrix whose elements are sums of products, in the words of WGSL. It serves the product of matrices and, with other
 * addresses, every face of convolution: what their columns would hold is looked up where it is used.
 */
export interface TiledProduct {
  readonly tile: Tile;
  /** How many such matrices there are, and the size of each. */
  readonly entries: number;
  readonly rows: number;
  readonly columns: number;
  /** Statements about the matrix `entry`, before all others. */
  readonly setup: string;
  /** Statements about one row of the thread, whose number is the expression `at`. What they declare ends with `name`. */
  readonly row: (name: number, at: string) => string;
  /** The same for a column. */
  readonly column: (name: number, at: string) => string;
  /** The loops; they contain what {@link accumulate} writes. */
  readonly sum: string;
  /** Statements that store the sum `value`, an expression, of a row and a column given by their names. */
  readonly store: (row: number, column: number, value: string) => string;
}

/** The code of a {@link TiledProduct}. */
export function writeTiledProduct(product: TiledProduct): string {
  const { tile, setup, row, column, sum } = product;
  return [
    place(product),
    setup,
    ...range(tile.rows).map((r) => row(r, inside('row', r * tile.laneRows, product.rows, hasRowEdge(product)))),
    ...range(tile.columns).map((c) =>
      column(c, inside('column', c * tile.laneColumns, product.columns, hasColumnEdge(product))),
    ),
    ...elements(tile).map(([r, c]) => `var s${r}_${c} = 0.0;`),
    sum,
    ...stores(product),
  ].join('\n');
}

/**
 * Adds `steps` products to each sum of the thread. `left` and `right` are expressions for the factor of a row and of a column at
 * a step.
 */
export function accumulate(
  tile: Tile,
  steps: number,
  left: (row: number, step: number) => string,
  right: (column: number, step: number) => string,
): string {
  const loads = range(steps).flatMap((u) => range(tile.columns).map((c) => `let b${c}_${u} = ${right(c, u)};`));
  const sums = range(tile.rows).flatMap((r) => [
    ...range(steps).map((u) => `let a${r}_${u} = ${left(r, u)};`),
    ...range(tile.columns).map((c) => {
      const products = range(steps).map((u) => `a${r}_${u} * b${c}_${u}`);
      return `s${r}_${c} += ${products.join(' + ')};`;
    }),
  ]);
  // A scope of its own, for the names.
  return ['{', ...loads, ...sums, '}'].join('\n');
}

/** Steps at once: a sum is then read and written half as often. More gains nothing, and takes longer to compile. */
const unroll = 2;

/** A loop of `variable` below `length`, several steps at a time. `body` writes that many, from `variable` on. */
export function unrolledLoop(variable: string, length: number, body: (steps: number) => string): string {
  const full = length - (length % unroll);
  const loop = `for (var ${variable} = 0; ${variable} < ${full}; ${variable} += ${unroll}) {\n${body(unroll)}\n}`;
  const rest = `{\nlet ${variable} = ${full};\n${body(length - full)}\n}`;
  return [...(full > 0 ? [loop] : []), ...(full < length ? [rest] : [])].join('\n');
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Declares `entry`, and the first `row` and `column` of the thread; ends threads that have none. */
function place({ tile, entries, rows, columns }: TiledProduct): string {
  const { laneRows, laneColumns, blockRows, blockColumns } = tile;
  return `
let lane = thread % ${laneRows * laneColumns};
let block = thread / ${laneRows * laneColumns};
let entry = block / ${blockRows * blockColumns};
let row = (block / ${blockColumns} % ${blockRows}) * ${laneRows * tile.rows} + lane / ${laneColumns};
let column = (block % ${blockColumns}) * ${laneColumns * tile.columns} + lane % ${laneColumns};
if (entry >= ${entries} || row >= ${rows} || column >= ${columns}) { return 0.0; }`;
}

/** Whether some threads have rows beyond the last one. */
function hasRowEdge({ tile, rows }: TiledProduct): boolean {
  return tile.blockRows * tile.laneRows * tile.rows > rows;
}

function hasColumnEdge({ tile, columns }: TiledProduct): boolean {
  return tile.blockColumns * tile.laneColumns * tile.columns > columns;
}

/** The number of a row or column; where it would be beyond the last, that one, which is computed again and not stored. */
function inside(first: string, offset: number, length: number, hasEdge: boolean): string {
  if (offset === 0) return first;
  return hasEdge ? `min(${first} + ${offset}, ${length - 1})` : `(${first} + ${offset})`;
}

function elements({ rows, columns }: Tile): [number, number][] {
  return range(rows).flatMap((r) => range(columns).map((c): [number, number] => [r, c]));
}

function stores(product: TiledProduct): string[] {
  const { tile, rows, columns, store } = product;
  return elements(tile).map(([r, c]) => {
    const bounds = [
      ...(r > 0 && hasRowEdge(product) ? [`row + ${r * tile.laneRows} < ${rows}`] : []),
      ...(c > 0 && hasColumnEdge(product) ? [`column + ${c * tile.laneColumns} < ${columns}`] : []),
    ];
    const statement = store(r, c, `s${r}_${c}`);
    return bounds.length === 0 ? statement : `if (${bounds.join(' && ')}) { ${statement} }`;
  });
}
