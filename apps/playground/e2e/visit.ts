import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { chromiumOptions, softwareGpu } from '../../../scripts/chromium.mjs';

/** A page, and what went wrong in it so far. */
export interface Visit {
  readonly page: Page;
  /** Messages of errors in the page, its policy's among them, and requests for other hosts. */
  readonly faults: string[];
}

/** A browser for the tests of a file; what it returns opens a page in it, with nothing left of the one before. */
export function useBrowser(
  switches: readonly string[] = softwareGpu,
): (hash: string, options?: BrowserContextOptions) => Promise<Visit> {
  let browser: Browser;
  const contexts: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await chromium.launch(chromiumOptions(switches));
  });
  afterAll(async () => {
    for (const close of contexts) await close();
    await browser?.close();
  });
  return async (hash, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    contexts.push(() => context.close());
    const page = await context.newPage();
    const faults: string[] = [];
    const home = new URL(inject('playground')).origin;
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== home) faults.push(`a request for ${request.url()}`);
    });
    await page.goto(`${inject('playground')}${hash}`);
    return { page, faults };
  };
}

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

/** Waits for a number to be shown. */
export async function expectText(page: Page, id: string, text: string | RegExp): Promise<void> {
  await expect.poll(() => page.getByTestId(id).textContent(), { timeout: 20_000 }).toMatch(text);
}
