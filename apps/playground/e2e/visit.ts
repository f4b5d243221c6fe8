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

/** Waits for a number to be shown. */
export async function expectText(page: Page, id: string, text: string | RegExp): Promise<void> {
  await expect.poll(() => page.getByTestId(id).textContent()).toMatch(text);
}
