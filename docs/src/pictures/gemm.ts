import { conv2d, matmul, reshape, tensor, unfold } from '@gemmule/core';
import { image, positions } from './example.ts';
import { grid, picture, rowsOf, showNumber, text } from './svg.ts';

/** The kernels as rows, the windows as columns, the outputs where they cross. */
export async function drawGemm(): Promise<string> {
  const x = image();
  const weight = tensor([1, 0, -1, 2, 0, -2, 1, 0, -1, 0, 1, 0, 1, -4, 1, 0, 1, 0], [2, 1, 3, 3]);
  const columns = unfold(x, { kernel: 3 });
  const product = rowsOf(await matmul(reshape(weight, [2, 9]), reshape(columns, [9, 4])).data(), 4);
  const convolution = rowsOf(await conv2d(x, weight).data(), 4);
  if (String(product) !== String(convolution)) throw new Error('conv2d is not the product that is drawn');

  const cell = { cellWidth: 40, cellHeight: 30 };
  const [output, position] = [0, 1];
  const weights = { ...cell, x: 24, y: 372, values: rowsOf(await weight.data(), 9) };
  const windows = { ...cell, x: 436, y: 62, values: rowsOf(await columns.data(), positions.length) };
  const result = { ...cell, x: 436, y: 372, values: product };
  const accented = (test: (row: number, column: number) => boolean) => (row: number, column: number) =>
    test(row, column) ? ('a' as const) : undefined;
  const row = weights.values[output]!;
  const terms = row.flatMap((w, k) =>
    w === 0 ? [] : [`${w < 0 ? '\u2212' : '+'} ${Math.abs(w)}\u00b7${windows.values[k]![position]}`],
  );
  return picture(
    452,
    'A convolution as a product of matrices',
    'Two kernels of 3 x 3 as the rows of a 2 x 9 matrix, times the 9 x 4 column matrix of an image, gives 2 x 4 numbers: ' +
      'the two output images of 2 x 2, which are what conv2d computes.',
    [
      text(windows.x, 26, 'columns, 9 \u00d7 4', { look: 'strong' }),
      text(windows.x, 48, 'one window each', { look: 'small' }),
      grid({ ...windows, accent: accented((_, column) => column === position) }),
      text(weights.x, 336, 'weight, 2 \u00d7 9', { look: 'strong' }),
      text(weights.x, 358, 'one kernel in each row', { look: 'small' }),
      grid({ ...weights, accent: accented((row) => row === output) }),
      grid({ ...result, accent: accented((row, column) => row === output && column === position) }),
      text(result.x, 358, 'y, 2 \u00d7 4', { look: 'strong' }),
      text(result.x - 24, result.y + 36, '=', { anchor: 'middle', look: 'strong' }),
      text(weights.x, 80, 'The blue output is the product of the blue row'),
      text(weights.x, 102, 'and the blue column:'),
      text(weights.x, 136, terms.slice(0, 3).join(' ').slice(2)),
      text(weights.x, 160, `${terms.slice(3).join(' ')} = ${showNumber(product[output]![position]!)}`),
      text(weights.x, 206, 'A row of the result is one channel of the output,'),
      text(weights.x, 228, '2 \u00d7 2 in row-major order. conv2d gives the same.'),
    ],
  );
}
