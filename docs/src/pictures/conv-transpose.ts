import { convTranspose2d, tensor } from '@gemmule/core';
import { positions } from './example.ts';
import { type Accent, grid, outline, picture, rowsOf, text } from './svg.ts';

const accents: readonly Accent[] = ['a', 'b', 'c', 'd'];

/** Each cell that is read puts a multiple of the kernel down, and where these overlap they add up. */
export async function drawConvTranspose(): Promise<string> {
  const [stride, kernel] = [2, 3];
  const x = tensor([1, 2, 3, 4], [1, 1, 2, 2]);
  const weight = tensor([1, 2, 1, 2, 4, 2, 1, 2, 1], [1, 1, kernel, kernel]);
  const y = rowsOf(await convTranspose2d(x, weight, { stride }).data(), 5);

  const cell = { cellWidth: 44, cellHeight: 44 };
  const source = { ...cell, x: 24, y: 62, values: rowsOf(await x.data(), 2) };
  const taps = { ...cell, x: 160, y: 62, values: rowsOf(await weight.data(), kernel) };
  const target = { ...cell, x: 384, y: 62, values: y };
  const [row, column] = [2, 2];
  // The tap by which the cell at `position` reaches the one in the middle.
  const terms = positions.map(([top, left], i) => {
    const tap = taps.values[row - stride * top]![column - stride * left]!;
    return `${source.values.flat()[i]}\u00b7${tap}`;
  });
  return picture(
    316,
    'Transposed convolution with stride 2: 2 x 2 numbers become 5 x 5',
    'Each of the four numbers puts a multiple of the 3 x 3 kernel down, two cells from the next one. Where the four frames ' +
      `overlap the multiples add up; in the middle that is ${terms.join(' + ')} = ${y[row]![column]}.`,
    [
      text(source.x, 26, 'x, 2 \u00d7 2', { look: 'strong' }),
      grid({ ...source, accent: (row, column) => accents[2 * row + column] }),
      text(taps.x, 26, 'kernel, 3 \u00d7 3', { look: 'strong' }),
      grid(taps),
      text(target.x, 26, 'y, 5 \u00d7 5, stride 2', { look: 'strong' }),
      grid(target),
      ...positions.map(([top, left], i) =>
        outline(
          target,
          { row: stride * top, column: stride * left, rows: kernel, columns: kernel },
          accents[i]!,
          2 + i,
        ),
      ),
      text(source.x, 224, 'Each number of x puts its multiple of'),
      text(source.x, 246, 'the kernel into its frame. In the middle:'),
      text(source.x, 276, `${terms.join(' + ')} = ${y[row]![column]}`, { look: 'strong' }),
    ],
  );
}
