/** Follows docs/backend-author/tutorial.md with the packed packages, and with nothing of the repository but its tools. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { conformanceCases, naiveBackend, planConformance, runConformance } from '@gemmule/conformance';
import type { Backend } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const template = join(root, 'templates/backend');
const page = await readFile(join(root, 'docs/backend-author/tutorial.md'), 'utf8');

/** The files of the page, by their names, in its order. */
const files = new Map(
  [...page.matchAll(/^\*\*`([^`]+)`\*\*\n\n```\w*\n([\s\S]*?)^```$/gm)].map(([, name, text]) => [name!, text!]),
);
/** The groups of cases that the page says turn green, and the files that it has shown until then. */
const steps = [...page.matchAll(/^\*\*Green after this step:\*\* ([^.]*?)(?:, and with|\.$)/gm)].map(
  ({ index, 1: text }) => ({
    groups: [...text!.matchAll(/`(\w+)`/g)].map(([, group]) => group!),
    shown: [...files.keys()].filter((name) => page.indexOf(`**\`${name}\`**`) < index),
  }),
);

let parent: string;
let project: string;
beforeAll(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-author-')));
  project = await install('mine');
  for (const [name, text] of files) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text);
  }
});
afterAll(() => rm(parent, { recursive: true }));

/** An empty project with what `npm install` would bring: the packed core and suite, once each, and the tools. */
async function install(name: string): Promise<string> {
  const folder = join(parent, name);
  const [from, to] = [join(inject('consumer'), 'node_modules'), join(folder, 'node_modules')];
  for (const one of ['core', 'conformance']) {
    await cp(join(from, '@gemmule', one), join(to, '@gemmule', one), { recursive: true, dereference: true });
  }
  await symlink(await realpath(join(from, 'fast-check')), join(to, 'fast-check'), 'junction');
  for (const tool of ['vitest', 'typescript', 'typescript-5.9']) {
    await symlink(await realpath(join(root, 'node_modules', tool)), join(to, tool), 'junction');
  }
  return folder;
}

interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { status: string; title: string }[] }[];
}

/** What the project's `npm test` reports. */
async function runSuite(folder: string): Promise<Report> {
  const report = join(folder, 'report.json');
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--reporter=json', `--outputFile=${report}`];
  const env = { ...process.env, VITEST: undefined, VITEST_WORKER_ID: undefined, NODE_OPTIONS: undefined };
  const options = { cwd: folder, timeout: 120_000, maxBuffer: 2 ** 26, env };
  await run(process.execPath, [vitest, ...args], options).catch((error: { code: number }) => {
    if (error.code !== 1) throw error; // 1: there are failed tests, and a report of them
  });
  return JSON.parse(await readFile(report, 'utf8')) as Report;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => path.slice(folder.length + 1)).filter((path) => !/node_modules|^dist/.test(path));
}

test('the page and the template are the same files', async () => {
  const others = ['README.md', '.gitignore'];
  expect((await filesBelow(template)).sort()).toEqual([...files.keys(), ...others].sort());
  const own = await Promise.all([...files.keys()].map((name) => readFile(join(template, name), 'utf8')));
  expect([...files.values()]).toEqual(own);
});

test('the page says how many lines they are', () => {
  const sources = [...files].filter(([name]) => /^src\/(?!.*\.test)/.test(name) || name === 'src/mine.test.ts');
  const lines = sources.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
  expect(page).toContain(`eleven small files of code, ${lines} lines`);
  expect(sources.length).toBe(11);
});

test.each(['typescript', 'typescript-5.9'])('%s accepts it, and builds it', async (compiler) => {
  const tsc = join(project, 'node_modules', compiler, 'lib/tsc.js');
  const options = { cwd: project, timeout: 60_000 };
  await run(process.execPath, [tsc], options);
  await run(process.execPath, [tsc, '--project', 'tsconfig.build.json'], options);
  expect(await readdir(join(project, 'dist'))).toContain('mine.d.ts');
  await rm(join(project, 'dist'), { recursive: true });
});

test('it passes the whole suite, with nothing skipped or waived', async () => {
  const { numTotalTests, numPassedTests, testResults } = await runSuite(project);
  const { runs, backend } = await planConformance(() => naiveBackend());
  backend.dispose();
  expect(numPassedTests).toBe(numTotalTests);
  expect(numTotalTests).toBe(runs.length + 1); // and the test of the waivers
  expect(testResults.flatMap(({ assertionResults }) => assertionResults).map(({ title }) => title)).not.toContainEqual(
    expect.stringContaining('waived'),
  );
});

test('and fails it with a mistake', async () => {
  const copy = await install('mistaken');
  await cp(template, copy, { recursive: true });
  const path = join(copy, 'src/convolution.ts');
  const text = await readFile(path, 'utf8');
  const mistaken = text.replace('sums[cell] += columns[', 'sums[cell] = columns[');
  expect(mistaken).not.toBe(text);
  await writeFile(path, mistaken);
  const { numTotalTests, numPassedTests } = await runSuite(copy);
  expect(numTotalTests).toBeGreaterThan(700);
  expect(numPassedTests).toBeLessThan(numTotalTests);
  expect(numPassedTests).toBeGreaterThan(0);
});

describe('the steps of the page', () => {
  test('name every group of kernels once', () => {
    const groups = new Set(conformanceCases.filter(({ level }) => level === 'kernel').map(({ group }) => group));
    expect(steps.flatMap(({ groups }) => groups).sort()).toEqual([...groups].sort());
  });

  test.each(steps)('turn $groups green', async ({ groups, shown }) => {
    const kernels = await Promise.all(
      shown
        .filter((name) => /^src\/(movement|elementwise|reduction|convolution|pooling)\.ts$/.test(name))
        .map((name) => import(join(project, name)) as Promise<Partial<Backend>>),
    );
    const { createStorage } = (await import(join(project, 'src/storage.ts'))) as {
      readonly createStorage: () => Partial<Backend>;
    };
    const missing = (): never => {
      throw new Error('this kernel is not written yet');
    };
    const unfinished = (): Backend => {
      const naive = naiveBackend();
      const none = Object.fromEntries(
        Object.entries(naive).map(([key, value]) => [key, typeof value === 'function' ? missing : value]),
      );
      return Object.assign({}, none, { name: 'mine' }, createStorage(), ...kernels) as Backend;
    };
    const cases = conformanceCases.filter(({ level }) => level === 'kernel');
    const results = await runConformance(unfinished, { cases });
    const red = new Set(results.filter(({ status }) => status !== 'passed').map(({ group }) => group));
    const later = steps.slice(steps.findIndex((step) => step.groups === groups) + 1);
    expect([...red].sort()).toEqual(later.flatMap((step) => step.groups).sort());
  });
});
