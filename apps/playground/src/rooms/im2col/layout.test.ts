import { cpu } from '@gemmule/backend-cpu';
import { expect, it } from 'vitest';
import { columnsOf } from '../../convolution/columns.ts';
import { plane } from '../../convolution/lab.ts';
import { defaultSettings } from '../../convolution/settings.ts';
import { cellOf, entriesOn, layoutOf } from './layout.ts';

it('knows the cell of each entry, and the entries of each cell', async () => {
  const settings = { ...defaultSettings, inChannels: 2, kernel: [2, 3], stride: [2, 1], dilation: [1, 2] } as const;
  const columns = await columnsOf(settings, 0, await cpu({ engine: 'typescript' }));
  const layout = layoutOf(columns);
  const { matrix, rows, columns: width, field, folded } = columns;
  for (let entry = 0; entry < matrix.length; entry++) {
    const [row, column] = [Math.floor(entry / width), entry % width];
    const { channel } = layout.tap(row);
    expect(plane(field, channel)[cellOf(layout, row, column)]).toBe(matrix[entry]);
  }
  expect(rows).toBe(12);
  for (const channel of [0, 1]) {
    const sums = plane(folded, channel).map((_, cell) =>
      entriesOn(layout, columns, channel, cell).reduce(
        (sum, { row, column }) => sum + matrix[row * width + column]!,
        0,
      ),
    );
    expect([...sums]).toEqual([...plane(folded, channel)]);
  }
});
