/** Every piece of TypeScript that readers are shown compiles, runs, and does what the comments in it say. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readApi, root } from '../api.ts';
import { exampleSnippets, exportsOf } from './examples.ts';
import { makeFiles } from './files.ts';
import { markdownSnippets } from './markdown.ts';
import { moduleOf } from './module.ts';

const { project } = await readApi({ disableSources: true });
const exports = exportsOf(project);

/** Below `docs`, where the packages are found, and not in `node_modules`, where Node.js takes no TypeScript. */
const folder = join(root, 'docs/.snippets');
const modules = [...markdownSnippets(), ...exampleSnippets(project)].map((snippet, index) => ({
  snippet,
  path: join(folder, `${String(index).padStart(4, '0')}-${snippet.place.replaceAll(/[^\w]+/g, '-')}.ts`),
}));
const pages = modules.filter(({ snippet }) => snippet.exampleOf === undefined);
const examples = modules.filter(({ snippet }) => snippet.exampleOf !== undefined && snippet.runs);
const byPackage = [...Map.groupBy(examples, ({ snippet }) => snippet.exampleOf!)];

const run = promisify(execFile);
const node = ['--conditions=gemmule:source', '--no-warnings'];
/** Where snippets run. */
const workplace = mkdtempSync(join(tmpdir(), 'gemmule-snippets-'));
const files = join(workplace, 'files');

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { snippet, path } of modules) writeFileSync(path, moduleOf(snippet, exports));
  await makeFiles(files);
});
afterAll(() => rmSync(workplace, { recursive: true }));

/** What the compiler says, by the name of the file. */
async function compilerErrors(): Promise<Map<string, string[]>> {
  const config = { extends: '../tsconfig.snippets.json', include: ['*.ts', '../src/snippets/bundlers.d.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const output = await run(process.execPath, [tsc, '--pretty', 'false', '--project', folder], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
  const errors = output.split(/\n(?=\S)/).filter((line) => line.includes('error TS'));
  return Map.groupBy(errors, (line) => line.split('(')[0]!);
}

describe('compiles', async () => {
  let errors: Map<string, string[]>;
  beforeAll(async () => {
    errors = await compilerErrors();
  }, 240_000);

  test('and nothing else is wrong', () => {
    const names = new Set(modules.map(({ path }) => path.slice(folder.length + 1)));
    expect([...errors].filter(([file]) => !names.has(file))).toEqual([]);
  });

  test.each(modules.map(({ snippet, path }) => [snippet.place, path]))('%s', (_place, path) => {
    expect(errors.get(path.slice(folder.length + 1)) ?? []).toEqual([]);
  });
});

describe('runs, on pages', () => {
  const running = pages.filter(({ snippet }) => snippet.runs);
  test.each(running.map(({ snippet, path }) => [snippet.place, path]))('%s', async (_place, path) => {
    const own = mkdtempSync(join(workplace, 'page-'));
    cpSync(files, own, { recursive: true });
    const { stderr } = await run(process.execPath, [...node, path], { cwd: own, timeout: 50_000 });
    expect(stderr).toBe('');
  });
});

describe.each(byPackage)('runs, in the documentation of %s', (_name, examples) => {
  let results: Map<string, string | undefined>;
  beforeAll(async () => {
    results = await runExamples(examples.map(({ path }) => path));
  }, 240_000);

  test.each(examples.map(({ snippet, path }) => [snippet.place, path]))('%s', (_place, path) => {
    expect(results.get(path)).toBeUndefined();
  });
});

/** The errors of modules that run one after the other; where one ends the process, the others go on in a new one. */
async function runExamples(paths: readonly string[]): Promise<Map<string, string | undefined>> {
  const own = mkdtempSync(join(workplace, 'examples-'));
  cpSync(files, own, { recursive: true });
  const runner = join(root, 'docs/src/snippets/run-examples.ts');
  const options = { cwd: own, timeout: 120_000, maxBuffer: 2 ** 26 };
  const results = new Map<string, string | undefined>();
  for (let rest = paths; rest.length > 0; rest = rest.filter((path) => !results.has(path))) {
    const { stdout, stderr } = await run(process.execPath, [...node, runner, ...rest], options).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    for (const [, line] of stdout.matchAll(/^@result (.*)$/gm)) {
      const { path, error } = JSON.parse(line!) as { path: string; error?: string };
      results.set(path, error);
    }
    const ended = rest.find((path) => !results.has(path));
    if (ended !== undefined) results.set(ended, `it ended the process: ${stderr}`);
  }
  return results;
}
