import type { Page } from 'playwright';

/** The numbers in a matrix, as they are shown. */
export async function numbersIn(page: Page, name: RegExp): Promise<number[][]> {
  const grid = page.getByRole('application', { name });
  const texts = await grid.locator('svg text').allTextContents();
  const cells = texts.map((text) => Number(text.replace('−', '-')));
  const box = await grid.locator('svg').getAttribute('viewBox');
  const width = Number(box!.split(' ')[2]) / 40;
  return Array.from({ length: cells.length / width }, (_, row) => cells.slice(row * width, (row + 1) * width));
}

/** Puts the pointer on a cell. */
export async function pointAt(page: Page, name: RegExp, [row, column]: readonly [number, number]): Promise<void> {
  const grid = page.getByRole('application', { name });
  await grid.scrollIntoViewIfNeeded();
  const box = (await grid.boundingBox())!;
  const [, , width, height] = (await grid.locator('svg').getAttribute('viewBox'))!.split(' ').map(Number);
  const cell = { x: (box.width / width!) * 40, y: (box.height / height!) * 40 };
  await page.mouse.move(box.x + (column + 0.5) * cell.x, box.y + (row + 0.5) * cell.y);
}

/** A convolution by its definition, over an image that has its border already. */
export function slide(
  field: readonly (readonly number[])[],
  kernel: readonly (readonly number[])[],
  [down, right]: readonly [number, number] = [1, 1],
  [dilationDown, dilationRight]: readonly [number, number] = [1, 1],
): number[][] {
  const places = (length: number, taps: number, stride: number, dilation: number) =>
    Array.from({ length: Math.floor((length - dilation * (taps - 1) - 1) / stride) + 1 }, (_, i) => i * stride);
  return places(field.length, kernel.length, down, dilationDown).map((y) =>
    places(field[0]!.length, kernel[0]!.length, right, dilationRight).map((x) =>
      kernel.reduce(
        (sum, taps, i) =>
          taps.reduce((all, tap, j) => all + tap * field[y + i * dilationDown]![x + j * dilationRight]!, sum),
        0,
      ),
    ),
  );
}
