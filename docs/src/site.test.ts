import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LinkChecker, LinkState } from 'linkinator';
import { expect, test } from 'vitest';
import { serve } from '@gemmule/integration/serve';

const docs = fileURLToPath(new URL('..', import.meta.url));

test('the site is built, with the reference of the API, and every link in it leads somewhere', async () => {
  const options = { cwd: docs, timeout: 110_000 };
  await promisify(execFile)(process.execPath, ['--conditions=gemmule:source', 'src/build-site.ts'], options);
  const site = await serve(`${docs}.vitepress/dist`, {});
  const checker = new LinkChecker();
  // Other people's pages are not asked for: tests talk to this machine only.
  const linksToSkip = (url: string): Promise<boolean> => Promise.resolve(!url.startsWith(site.address));
  const { links } = await checker.check({ path: site.address, recurse: true, linksToSkip });
  await site.close();
  expect(links.length).toBeGreaterThan(800);
  const broken = links.filter(({ state }) => state === LinkState.BROKEN);
  expect(broken.map(({ url, parent }) => `${parent}: ${url}`)).toEqual([]);
}, 240_000);
