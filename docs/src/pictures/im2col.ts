import { unfold } from '@gemmule/core';
import { image, positions, showPair, taps } from './example.ts';
import { grid, outline, picture, rowsOf, text } from './svg.ts';

/** A window and its column, a tap and its row. */
export async function drawIm2col(): Promise<string> {
  const x = image();
  const columns = rowsOf(await unfold(x, { kernel: 3 }).data(), positions.length);
  const [position, tap] = [1, 6];
  const [top, left] = positions[position]!;
  const [tapRow, tapColumn] = taps[tap]!;

  const size = { cellWidth: 48, cellHeight: 44 };
  const source = {
    ...size,
    x: 24,
    y: 62,
    values: rowsOf(await x.data(), 4),
    accent: (row: number, column: number) =>
      row >= top && row < top + 3 && column >= left && column < left + 3 ? ('a' as const) : undefined,
  };
  const target = {
    x: 400,
    y: 62,
    cellWidth: 56,
    cellHeight: 30,
    values: columns,
    accent: (_: number, column: number) => (column === position ? ('a' as const) : undefined),
  };
  const seen = { row: tapRow, column: tapColumn, rows: 2, columns: 2 };
  return picture(
    356,
    'im2col: an image of 4 x 4 and its column matrix for a 3 x 3 kernel',
    `The window at output position ${showPair(positions[position]!)} is column ${position} of the matrix. ` +
      `Row ${tap} of the matrix is what tap ${showPair(taps[tap]!)} sees at each of the four positions.`,
    [
      text(source.x, 26, 'image, 4 \u00d7 4', { look: 'strong' }),
      grid(source),
      outline(source, seen, 'b', 2),
      text(source.x, 270, `blue: the window at o = ${showPair(positions[position]!)},`),
      text(source.x, 290, 'which is one column'),
      text(source.x, 318, `frame: what tap k = ${showPair(taps[tap]!)} sees,`),
      text(source.x, 338, 'which is one row'),
      text(target.x, 26, 'columns, 9 \u00d7 4', { look: 'strong' }),
      ...positions.map((pair, i) =>
        text(target.x + 56 * i + 28, 52, showPair(pair), { anchor: 'middle', look: 'small' }),
      ),
      text(target.x - 12, 52, 'k \u2193\u00a0\u00a0o \u2192', { anchor: 'end', look: 'small' }),
      ...taps.map((pair, i) => text(target.x - 12, 82 + 30 * i, showPair(pair), { anchor: 'end', look: 'small' })),
      grid(target),
      outline(target, { row: tap, column: 0, rows: 1, columns: 4 }, 'b', 2),
    ],
  );
}
