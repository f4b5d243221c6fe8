import { expect, test } from 'vitest';
import { threadsOf, tileFor, tileOf, type Tile } from './tile.ts';

/** How often each row is computed, counting those beyond the last. */
function visits({ blockRows, laneRows, rows }: Tile): number {
  return blockRows * laneRows * rows;
}

test('a workgroup has 64 threads, and tiles cover the matrix with less than a line of lanes to spare', () => {
  for (const rows of [1, 2, 5, 8, 9, 20, 63, 64, 65, 1000]) {
    for (const columns of [1, 3, 7, 64, 100, 3136]) {
      const tile = tileOf(rows, columns, 8, 8);
      expect(tile.laneRows * tile.laneColumns).toBe(64);
      expect(tile.rows).toBeLessThanOrEqual(8);
      expect(tile.columns).toBeLessThanOrEqual(8);
      expect(visits(tile)).toBeGreaterThanOrEqual(rows);
      expect(visits(tile) - rows).toBeLessThan(tile.laneRows * tile.blockRows);
    }
  }
});

test('large matrices get large tiles, small ones many threads', () => {
  expect(tileFor(1, 512, 512)).toMatchObject({ rows: 8, columns: 8, laneRows: 8, laneColumns: 8 });
  expect(tileFor(1, 32, 120)).toMatchObject({ rows: 2, columns: 4 });
  expect(tileFor(1, 3, 5)).toMatchObject({ rows: 1, columns: 1 });
  // A depthwise convolution: one row, so all lanes stand along the columns.
  expect(tileFor(64, 1, 3136)).toMatchObject({ rows: 1, columns: 7, laneRows: 1, laneColumns: 64 });
  expect(threadsOf(tileFor(3, 512, 512), 3)).toBe(3 * 64 * 64);
});
