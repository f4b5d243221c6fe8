import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { describe, expect, inject, it } from 'vitest';
import { seriousFindings } from './accessibility.ts';
import { numbersIn } from './matrices.ts';
import { useBrowser } from './visit.ts';

const visit = useBrowser();

const rooms = {
  arithmetic: (page: Page) => page.getByRole('application', { name: /^Output/ }).waitFor(),
  im2col: (page: Page) => page.getByRole('application', { name: /^Columns/ }).waitFor(),
  train: (page: Page) => page.getByText('Runs on cpu').waitFor(),
  backends: (page: Page) => page.getByTestId('engine-webgl2').getByText('yes').waitFor({ timeout: 40_000 }),
};

describe.each(Object.entries(rooms))('%s', (room, ready) => {
  it('is accessible in light and dark, and fits each width', async () => {
    const { page, faults } = await visit(`#/${room}`, { reducedMotion: 'reduce' });
    await ready(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({ colorScheme, findings: await seriousFindings(page) }).toEqual({ colorScheme, findings: [] });
    }
    for (const width of [1600, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${width} pixels` })
        .toBeLessThanOrEqual(width);
    }
    expect(faults).toEqual([]);
  });

  it('does not jump', async () => {
    const { page } = await visit(`#/${room}`);
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
          if (!entry.hadRecentInput) shifts.push(entry.value);
        }
      });
      observer.observe({ type: 'layout-shift', buffered: true });
    });
    await ready(page);
    await page.waitForTimeout(300);
    const shifts = await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
    // What web.dev calls good.
    expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.1);
  });
});

it('works without a network after the first visit', async () => {
  const { page } = await visit('#/arithmetic');
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.context().setOffline(true);
  await page.reload();
  await rooms.arithmetic(page);
  expect((await numbersIn(page, /^Output/)).flat()).toHaveLength(9);
  for (const [room, ready] of Object.entries(rooms)) {
    await page.goto(`${inject('playground')}#/${room}`);
    await ready(page);
  }
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

it('remembers the colours that were chosen', async () => {
  const { page } = await visit('', { colorScheme: 'light' });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByLabel('Colours').selectOption('dark');
  await expect.poll(paper).not.toBe(light);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await paper()).not.toBe(light);
});

it('a link that makes no sense opens the first room as it is at first', async () => {
  const { page, faults } = await visit('#/nowhere?kernel=%00&input=1e9');
  await rooms.arithmetic(page);
  await page.goto(`${inject('playground')}#/arithmetic?input=99999&kernel=-1&stride=x&pad=1,2&mode=a&seed=-5&at=1e5`);
  await rooms.arithmetic(page);
  expect(await page.getByLabel('Input width').inputValue()).toBe('5');
  expect(faults).toEqual([]);
});

it('an engine that cannot be loaded is said, and can be started again', async () => {
  // What a service worker fetches, a test cannot stop.
  const { page } = await visit('', { serviceWorkers: 'block' });
  await rooms.arithmetic(page);
  const script = /engine\.worker/;
  await page.route(script, (route) => route.abort());
  // The room of training starts a worker of its own.
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByText('The engine stopped', { exact: true }).waitFor();
  await page.unroute(script);
  await page.getByRole('button', { name: 'Start it again' }).click();
  await page.getByText('Runs on cpu').waitFor();
  expect(await page.getByText('The engine stopped', { exact: true }).count()).toBe(0);
});

/** Kilobytes of gzip that a first visit loads for the page itself; each room adds its own. */
const largestMain = 14;

it(`the main bundle has at most ${largestMain} kB`, () => {
  const folder = join(inject('playgroundFiles'), 'assets');
  const html = readFileSync(join(inject('playgroundFiles'), 'index.html'), 'utf8');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js') && html.includes(name));
  expect(scripts.length).toBeGreaterThan(0);
  const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  expect(size / 1000).toBeLessThan(largestMain);
});
