import { fold, ones, tensor } from '@gemmule/core';
import { positions, showPair, taps } from './example.ts';
import { grid, picture, rowsOf, text } from './svg.ts';

/** Where the entries go that belong to one cell. */
export async function drawCol2im(): Promise<string> {
  const shape = { outputSize: [4, 4], kernel: 3 } as const;
  const values = Array.from({ length: 36 }, (_, i) => ((i * i + 5 * i + (i % 7)) % 9) + 1);
  const image = rowsOf(await fold(tensor(values, [1, 9, 4]), shape).data(), 4);
  const counts = rowsOf(await fold(ones([1, 9, 4]), shape).data(), 4);
  const columns = rowsOf(values, 4);
  const [cellRow, cellColumn] = [1, 2];

  /** The cell that tap `row` sees from position `column` is the one. */
  const goesThere = (row: number, column: number): boolean =>
    positions[column]![0] + taps[row]![0] === cellRow && positions[column]![1] + taps[row]![1] === cellColumn;
  const terms = positions.flatMap((_, column) =>
    taps.flatMap((_, row) => (goesThere(row, column) ? [columns[row]![column]!] : [])),
  );
  const source = {
    x: 96,
    y: 62,
    cellWidth: 56,
    cellHeight: 30,
    values: columns,
    accent: (row: number, column: number) => (goesThere(row, column) ? ('a' as const) : undefined),
  };
  const target = {
    x: 400,
    y: 62,
    cellWidth: 48,
    cellHeight: 36,
    values: image,
    accent: (row: number, column: number) => (row === cellRow && column === cellColumn ? ('a' as const) : undefined),
  };
  const count = { x: 400, y: 300, cellWidth: 48, cellHeight: 24, values: counts };
  return picture(
    414,
    'col2im: a column matrix of 9 x 4 summed up into an image of 4 x 4',
    `Cell ${showPair([cellRow, cellColumn])} of the image is the sum of the ${terms.length} entries that im2col would have ` +
      `read from it: ${terms.join(' + ')} = ${image[cellRow]![cellColumn]}. Below, how many windows see each cell.`,
    [
      text(source.x, 26, 'columns, 9 \u00d7 4', { look: 'strong' }),
      ...positions.map((pair, i) =>
        text(source.x + 56 * i + 28, 52, showPair(pair), { anchor: 'middle', look: 'small' }),
      ),
      text(source.x - 12, 52, 'k \u2193\u00a0\u00a0o \u2192', { anchor: 'end', look: 'small' }),
      ...taps.map((pair, i) => text(source.x - 12, 82 + 30 * i, showPair(pair), { anchor: 'end', look: 'small' })),
      grid(source),
      text(target.x, 26, 'image, 4 \u00d7 4', { look: 'strong' }),
      grid(target),
      text(target.x, 236, `${terms.join(' + ')} = ${image[cellRow]![cellColumn]}`, { look: 'strong' }),
      text(target.x, 288, 'windows that see each cell'),
      grid(count),
    ],
  );
}
