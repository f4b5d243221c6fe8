import type { Columns } from '../../convolution/lab.ts';
import { tapsOf } from '../../convolution/window.ts';

/** Where the entries of a column matrix come from. */
export interface Layout {
  /** Of the image with its border. */
  readonly height: number;
  readonly width: number;
  /** Taps of one channel. */
  readonly taps: number;
  readonly tap: (row: number) => { readonly channel: number; readonly tapRow: number; readonly tapColumn: number };
  /** Cells that a window sees in one channel, tap by tap. */
  readonly cells: (column: number) => readonly number[];
}

export function layoutOf(columns: Pick<Columns, 'axes' | 'field' | 'output'>): Layout {
  const { field, axes } = columns;
  const lengths = axes.map(({ kernel }) => kernel);
  const taps = lengths.reduce((all, length) => all * length, 1);
  const across = lengths.at(-1)!;
  return {
    height: field.height,
    width: field.width,
    taps,
    tap: (row) => {
      const tap = row % taps;
      return { channel: Math.floor(row / taps), tapRow: Math.floor(tap / across), tapColumn: tap % across };
    },
    cells: (column) => tapsOf(columns, column).map(({ cell }) => cell),
  };
}

/** The cell that an entry was read from. */
export function cellOf({ taps, cells }: Layout, row: number, column: number): number {
  return cells(column)[row % taps]!;
}

/** The entries that were read from a cell, which col2im adds up. */
export function entriesOn(
  { cells, taps }: Layout,
  { columns }: Pick<Columns, 'columns'>,
  channel: number,
  cell: number,
): { readonly row: number; readonly column: number }[] {
  return Array.from({ length: columns }, (_, column) => column).flatMap((column) =>
    cells(column).flatMap((seen, tap) => (seen === cell ? [{ row: channel * taps + tap, column }] : [])),
  );
}
