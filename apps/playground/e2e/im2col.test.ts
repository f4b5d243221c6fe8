import { expect, it } from 'vitest';
import { numbersIn, pointAt } from './matrices.ts';
import { expectText, useBrowser } from './visit.ts';

const visit = useBrowser();

const open = async (query: string) => {
  const visited = await visit(`#/im2col?${query}`);
  await visited.page.getByRole('application', { name: /^Columns/ }).waitFor();
  return visited;
};

it('the columns are the windows of the image, and their product with the kernels is the output', async () => {
  const { page, faults } = await open('numbers=counted&out=2');
  const [image, columns, kernels, output] = [
    await numbersIn(page, /^Input/),
    await numbersIn(page, /^Columns/),
    await numbersIn(page, /^Kernels/),
    await numbersIn(page, /^Output/),
  ];
  // Kernel 3, stride 2: window w begins at row 2 ⌊w / 3⌋, column 2 (w mod 3).
  const expected = Array.from({ length: 9 }, (_, tap) =>
    Array.from({ length: 9 }, (_, w) => image[2 * Math.floor(w / 3) + Math.floor(tap / 3)]![2 * (w % 3) + (tap % 3)]),
  );
  expect(columns).toEqual(expected);
  const product = kernels.map((kernel) =>
    columns[0]!.map((_, w) => kernel.reduce((sum, weight, tap) => sum + weight * columns[tap]![w]!, 0)),
  );
  expect(output).toEqual(product);
  // Each cell as often as windows see it: lines 2 and 4 are in two windows.
  const times = [1, 1, 2, 1, 2, 1, 1];
  expect(await numbersIn(page, /^The columns added up/)).toEqual(
    image.map((row, y) => row.map((value, x) => value * times[y]! * times[x]!)),
  );
  expect(faults).toEqual([]);
});

it('shows where an entry is from, who adds up at a cell, and what makes an output', async () => {
  const { page } = await open('numbers=counted');
  await pointAt(page, /^Columns/, [5, 3]);
  await expectText(page, 'entry', /^11$/);
  await page.getByText('The entry is the cell at row 3, column 2.').waitFor();
  await pointAt(page, /^The columns added up/, [2, 2]);
  await page.getByText('4 entries add up at row 2, column 2').waitFor();
  await page.getByText('6 + 6 + 6 + 6').waitFor();
  await pointAt(page, /^Output/, [0, 4]);
  const output = await numbersIn(page, /^Output/);
  await expectText(page, 'product', new RegExp(`^${output[0]![4]}$`));
});

it('shows the channel that an entry is of', async () => {
  const { page } = await open('numbers=counted&in=2');
  await pointAt(page, /^Columns/, [9 + 5, 3]);
  // The cells of the second channel go on from 25.
  await expectText(page, 'entry', /^36$/);
  expect((await numbersIn(page, /^Input/))[3]![2]).toBe(36);
});

it('goes through the windows', async () => {
  const { page } = await open('numbers=counted');
  const output = await numbersIn(page, /^Output/);
  for (const window of [1, 2, 3]) {
    await page.getByRole('button', { name: 'Next window' }).click();
    await page.getByText(`${window + 1} of 9`).waitFor();
    await expectText(page, 'product', new RegExp(`^${output[0]![window]}$`));
  }
});

it('tells what the matrix costs', async () => {
  const { page } = await open('input=28&pad=1,1,1,1&stride=1&in=4');
  // 4 channels, 9 taps, 28 x 28 windows, 4 bytes each.
  await expectText(page, 'memory-column-matrix', '112,896 B');
  await expectText(page, 'memory-input', '12,544 B');
});

it('keeps the setting of the other room', async () => {
  const { page } = await visit('#/arithmetic?kernel=2');
  await page.getByRole('link', { name: 'im2col' }).click();
  await page.getByRole('application', { name: 'Columns, 4 by' }).waitFor();
  expect(await page.getByLabel('Kernel width').inputValue()).toBe('2');
});

it('refuses a matrix that nobody could look at', async () => {
  const { page } = await visit('#/im2col?input=256&kernel=16&in=16&stride=1');
  await expect
    .poll(() => page.getByRole('alert').first().textContent())
    .toMatch(/^UsageError conv2d: its column matrix/);
});
