/**
 * How threads share a matrix. Each computes a small rectangle of it, the register tile: it loads `rows + columns` numbers for
 * `rows * columns` multiplications, so a larger tile waits less for memory. The 64 threads of a workgroup stand in a rectangle
 * of lanes, and the rows and columns of a thread are as far apart as there are lanes: at each load neighbours read neighbours.
 */
export interface Tile {
  /** Size of the register tile. */
  readonly rows: number;
  readonly columns: number;
  /** Threads of a workgroup along the rows and along the columns, {@link workgroup} together. */
  readonly laneRows: number;
  readonly laneColumns: number;
  /** Workgroups along the rows and along the columns. */
  readonly blockRows: number;
  readonly blockColumns: number;
}

/** Threads in a workgroup of gpu.js where its output has one dimension. */
const workgroup = 64;

/** The largest first. 64 sums are as many as the registers of common devices hold beside the operands. */
const sizes = [
  [8, 8],
  [8, 4],
  [4, 4],
  [2, 4],
  [2, 2],
  [1, 2],
] as const;

/** A device with less to do than this stands idle, so small matrices get small tiles. */
const wantedThreads = 256;

/** The largest tile that gives enough threads for `entries` matrices of `rows` by `columns`, or else the smallest. */
export function tileFor(entries: number, rows: number, columns: number): Tile {
  for (const [most, mostColumns] of sizes) {
    const threads = entries * Math.ceil(rows / most) * Math.ceil(columns / mostColumns);
    if (threads >= wantedThreads) return tileOf(rows, columns, most, mostColumns);
  }
  return tileOf(rows, columns, 1, 1);
}

/** The tile of at most `most` by `mostColumns` that covers a matrix evenly. */
export function tileOf(rows: number, columns: number, most: number, mostColumns: number): Tile {
  const [laneRows, laneColumns] = lanesFor(Math.ceil(rows / most), Math.ceil(columns / mostColumns));
  const blockRows = Math.ceil(rows / (laneRows * most));
  const blockColumns = Math.ceil(columns / (laneColumns * mostColumns));
  return {
    rows: Math.ceil(rows / (laneRows * blockRows)),
    columns: Math.ceil(columns / (laneColumns * blockColumns)),
    laneRows,
    laneColumns,
    blockRows,
    blockColumns,
  };
}

/** A rectangle of lanes, as near to a square as the numbers of tiles along both sides allow. */
function lanesFor(tilesDown: number, tilesAcross: number): [number, number] {
  let [down, across] = [powerOfTwo(tilesDown), powerOfTwo(tilesAcross)];
  while (down * across > workgroup) {
    if (down > across) down /= 2;
    else across /= 2;
  }
  return [down, workgroup / down];
}

/** The least power of two that is not below `count`. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}

/** Threads that `entries` matrices take. */
export function threadsOf(tile: Tile, entries: number): number {
  return entries * tile.blockRows * tile.blockColumns * workgroup;
}
