/**
 * Does what docs/backend-author/tutorial.md tells its reader, from an empty folder, with the packed packages and nothing of the
 * repository but its tools; and holds the page, the template and what both claim against each other.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const template = join(root, 'templates/backend');
const page = await readFile(join(root, 'docs/backend-author/tutorial.md'), 'utf8');
const [road, ...beyond] = page.split(/^(?=## Next: )/m);

/** The files of a project, by their names. */
type Files = ReadonlyMap<string, string>;

/** A part of the page, and the files that its reader then has. */
interface Step {
  /** The groups of cases that are green now, and were not before. */
  readonly green: readonly string[];
  readonly files: Files;
}

/**
 * What a page tells its reader to do: a file, bold before its fence, is made, goes on, or is changed; `rm` takes one away. A
 * step ends where the page says what is green.
 */
function follow(text: string, before: Files = new Map()): { readonly steps: readonly Step[]; readonly files: Files } {
  const steps: Step[] = [];
  const files = new Map(before);
  const instruction =
    /^\*\*`(?<name>[^`]+)`\*\*(?<how>, \w+)?\n\n```\w+\n(?<code>[\s\S]*?)^```$|^rm (?<removed>\S+)$|^\*\*Green after this step:\*\*(?<green>[\s\S]*?)\n\n/gm;
  for (const { groups } of text.matchAll(instruction)) {
    const { name = '', how, code = '', removed, green } = groups!;
    if (green !== undefined) {
      steps.push({ green: [...green.matchAll(/`([^`]+)`/g)].map(([, group]) => group!), files: new Map(files) });
    } else if (removed !== undefined) {
      expect(files.delete(removed), `rm ${removed}`).toBe(true);
    } else if (how === ', changed') {
      files.set(name, changed(files.get(name)!, code));
    } else if (how === ', continued') {
      files.set(name, `${files.get(name)!}\n${code}`);
    } else {
      expect([how, files.has(name)], name).toEqual([undefined, false]);
      files.set(name, code);
    }
  }
  return { steps, files };
}

/** A text after a change: lines with a space and with a minus are there, once; those with a minus go, and with a plus come. */
function changed(text: string, change: string): string {
  let result = text;
  for (const hunk of change.split(/^@@\n/m)) {
    const lines = hunk.match(/^[ +-].*\n/gm)!;
    const [old, now] = ['+', '-'].map((other) => lines.filter(([mark]) => mark !== other).map((line) => line.slice(1)));
    const [before, after, ...more] = `\n${result}`.split(`\n${old!.join('')}`);
    expect([after === undefined, more.length], `these lines are there once:\n${old!.join('')}`).toEqual([false, 0]);
    result = `${before}\n${now!.join('')}${after}`.slice(1);
  }
  return result;
}

const { steps, files } = follow(road!);
const { files: faster } = follow(beyond.join(''), files);

let parent: string;
beforeAll(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-author-')));
});
afterAll(() => rm(parent, { recursive: true }));

/** A project with what `npm install` would bring: the packed core and suite, once each, and the tools. */
async function project(name: string, content: Files | string): Promise<string> {
  const folder = join(parent, name);
  const [from, to] = [join(inject('consumer'), 'node_modules'), join(folder, 'node_modules')];
  for (const one of ['core', 'conformance']) {
    await cp(join(from, '@gemmule', one), join(to, '@gemmule', one), { recursive: true, dereference: true });
  }
  await symlink(await realpath(join(from, 'fast-check')), join(to, 'fast-check'), 'junction');
  for (const tool of ['vitest', 'typescript', 'typescript-5.9']) {
    await symlink(await realpath(join(root, 'node_modules', tool)), join(to, tool), 'junction');
  }
  if (typeof content === 'string') await cp(content, folder, { recursive: true, filter: isOwn });
  else await write(folder, content);
  return folder;
}

/** Whether a file is the template's, and was not made by who tried it there. */
function isOwn(path: string): boolean {
  const [top] = relative(template, path).split(sep);
  return top !== 'node_modules' && top !== 'dist';
}

async function write(folder: string, content: Files): Promise<void> {
  await rm(join(folder, 'src'), { recursive: true, force: true });
  for (const [name, text] of content) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Runs Node.js in a project, as its user would, and gives what it printed. */
async function node(folder: string, ...args: readonly string[]): Promise<string> {
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`;
  const env = { ...process.env, PATH, VITEST: undefined, VITEST_WORKER_ID: undefined, NODE_OPTIONS: undefined };
  const options = { cwd: folder, timeout: 120_000, maxBuffer: 2 ** 26, env };
  const { stdout } = await run(process.execPath, args, options).catch(({ stdout, stderr }: Record<string, string>) => {
    throw new Error(`node ${args.join(' ')}: ${stdout}\n${stderr}`);
  });
  return stdout;
}

const compile = (folder: string, compiler: string): Promise<string> =>
  node(folder, join('node_modules', compiler, 'lib/tsc.js'));

interface Result {
  readonly name: string;
  readonly group: string;
  readonly level: string;
  readonly status: string;
  readonly message?: string;
}

/** Runs the suite without a test runner, with a small share of its random tries. */
const quick = `
  import { conformanceCases, runConformance } from '@gemmule/conformance';
  const [module, ...groups] = process.argv.slice(2);
  const { mine } = await import(module);
  const cases = conformanceCases.filter(({ group, level }) => groups.length === 0 || level === 'kernel' || groups.includes(group));
  const levels = new Map(cases.map(({ group, level }) => [group, level]));
  const results = await runConformance(mine, { cases, tries: 0.05 });
  console.log(JSON.stringify(results.map(({ difference, ...result }) => ({ ...result, level: levels.get(result.group) }))));
`;

/** All cases, or those of kernels and of these groups. */
async function runQuickly(folder: string, module: string, groups: readonly string[] = []): Promise<Result[]> {
  await writeFile(join(folder, 'quick.mjs'), quick);
  return JSON.parse(await node(folder, 'quick.mjs', module, ...groups)) as Result[];
}

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** What the project's `npm test` reports, and whether it was content. */
async function runSuite(folder: string, ...args: readonly string[]) {
  const output = join(folder, 'report.json');
  const isContent = await node(
    folder,
    '--run',
    'test',
    '--',
    ...args,
    '--reporter=json',
    `--outputFile=${output}`,
  ).then(
    () => true,
    () => false,
  );
  const { numTotalTests, testResults } = JSON.parse(await readFile(output, 'utf8')) as Report;
  return { isContent, numTotalTests, tests: testResults.flatMap(({ assertionResults }) => assertionResults) };
}

/** Names of the cases that the packed suite has for a backend without overrides. */
async function namesOfCases(folder: string): Promise<string[]> {
  const script = `import { conformanceCases as all } from '@gemmule/conformance';
    console.log(JSON.stringify(all.filter(({ level }) => level !== 'override').map(({ name }) => name)));`;
  return JSON.parse(await node(folder, '--input-type=module', '--eval', script)) as string[];
}

test('who follows the page has the files of the template, byte for byte', async () => {
  const own = new Map<string, string>();
  for (const entry of await readdir(template, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !isOwn(path)) continue;
    own.set(relative(template, path).replaceAll(sep, '/'), await readFile(path, 'utf8'));
  }
  for (const other of ['README.md', '.gitignore']) expect(own.delete(other)).toBe(true);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(own));
});

test('the page says how much code it is', () => {
  const sources = [...files].filter(([name]) => name.startsWith('src/'));
  const lines = sources.reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
  expect(sources).toHaveLength(11);
  expect(page).toContain(`eleven small files of code, ${lines} lines`);
});

test('the template asks for the packages of this version', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'packages/core/package.json'), 'utf8')) as Record<
    'version',
    string
  >;
  const [major, minor] = version.split('.');
  // Before the first release there is 0.0.0.
  const range = version === '0.0.0' ? '^0.1.0' : `^${major}.${minor}.0`;
  const { devDependencies, peerDependencies } = JSON.parse(files.get('package.json')!) as Record<string, object>;
  expect(peerDependencies).toEqual({ '@gemmule/core': range });
  expect(devDependencies).toMatchObject({ '@gemmule/core': range, '@gemmule/conformance': range });
});

describe('the steps of the page', () => {
  const claimed = steps.flatMap(({ green }) => green);
  const greenBefore = new Set<string>();
  let folder: string;
  let tested = 0;

  test('there are some', () => {
    expect(steps.map(({ green }) => green.length > 0)).toEqual([false, ...Array.from({ length: 8 }, () => true)]);
    expect(new Set(claimed).size).toBe(claimed.length);
  });

  // One after the other: each looks at what turns green.
  test.for(steps.map((step, i) => [i + 1, step.green.slice(0, 4).join(', '), step] as const))(
    'step %i turns green: %s',
    async ([number, , { green, files }]) => {
      expect(tested++).toBe(number - 1);
      folder ??= await project('steps', new Map());
      await write(folder, files);
      await compile(folder, 'typescript');
      const results = await runQuickly(folder, './src/mine.ts', claimed);
      const failed = results.filter(({ status }) => status !== 'passed');
      const red = new Set(failed.map(({ group }) => group));
      const levels = new Map(results.map(({ group, level }) => [group, level]));
      const now = [...levels.keys()].filter((group) => !red.has(group) && !greenBefore.has(group));
      // Every kernel that turns green is told of; of the operations the page names some, and in the end it says "everything".
      const isTold = (group: string): boolean => levels.get(group) === 'kernel';
      expect(now).toEqual(expect.arrayContaining([...green]));
      expect(now.filter(isTold).sort()).toEqual(green.filter(isTold).sort());
      // What is red has a reason: nothing is wrong with the kernels that are there.
      expect(failed.filter(({ message }) => !/^mine: \w+ is not written yet/.test(message!))).toEqual([]);
      if (number === steps.length) expect(failed).toEqual([]);
      for (const group of now) greenBefore.add(group);
    },
  );
});

describe('the backend of the page', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await project('mine', files);
  });

  test.each(['typescript', 'typescript-5.9'])('compiles with %s', async (compiler) => {
    await compile(folder, compiler);
  });

  test('passes the whole suite, with nothing skipped or waived', async () => {
    const { isContent, tests } = await runSuite(folder);
    const wanted = ['waivers name cases and give reasons', ...(await namesOfCases(folder))];
    expect(wanted.length).toBeGreaterThan(700);
    expect(tests.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(tests.map(({ title }) => title).sort()).toEqual(wanted.sort());
    expect(isContent).toBe(true);
  });

  test('fails it with the mistake that the page shows, in the words of the page', async () => {
    const mistaken = new Map(files);
    const path = 'src/convolution.ts';
    mistaken.set(path, changed(files.get(path)!, mistake));
    const copy = await project('mistaken', mistaken);
    const { isContent, tests } = await runSuite(copy, '-t', ' col2im: ');
    expect(isContent).toBe(false);
    const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
    expect(ran.filter(({ title }) => !title.startsWith('col2im: '))).toEqual([]);
    expect(ran.map(({ status }) => status)).toContain('passed');
    const failures = ran.flatMap(({ failureMessages }) => failureMessages).join('\n');
    const [, message] = /^```\n(col2im [\s\S]*?)^```$/m.exec(road!)!;
    expect(failures).toContain(message!.trim().replaceAll('\n', ' '));
  });
});

const mistake = `\
     const sums = new Float64Array(area);
-    for (const { output, tap, cell } of links) sums[cell] += columns[columnsAt + tap * positions + output];
+    for (const { output, tap, cell } of links) sums[cell] = columns[columnsAt + tap * positions + output];
`;

describe('a copy of the template', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await project('copied', template);
    await node(folder, '--run', 'typecheck');
    await node(folder, '--run', 'build');
  });

  test('is a backend once it is built', async () => {
    const results = await runQuickly(folder, './dist/mine.js');
    expect(results.map(({ name }) => name).sort()).toEqual((await namesOfCases(folder)).sort());
    expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  test('does what programs of the page do with it', async () => {
    const programs = [...page.matchAll(/(?<!\*\*(?:, \w+)?\n\n)^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
    expect(programs).toHaveLength(1);
    const config = { extends: './tsconfig.json', compilerOptions: { lib: ['es2024', 'esnext.disposable', 'dom'] } };
    for (const program of programs) {
      await writeFile(join(folder, 'program.ts'), program);
      await writeFile(join(folder, 'tsconfig.program.json'), JSON.stringify({ ...config, include: ['program.ts'] }));
      for (const compiler of ['typescript', 'typescript-5.9']) {
        await node(folder, join('node_modules', compiler, 'lib/tsc.js'), '--project', 'tsconfig.program.json');
      }
      const said = [...program.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
      const printed = (await node(folder, 'program.ts')).replaceAll(/\(\d+\)/g, '');
      expect(printed.replaceAll(/\s+/g, ' ').trim()).toBe(said.join(' '));
    }
  });
});

test('with the override of the page the suite runs twice, and passes', async () => {
  const folder = await project('faster', faster);
  for (const compiler of ['typescript', 'typescript-5.9']) await compile(folder, compiler);
  const groups = ['override softmax', 'softmax', 'softmax gradients', 'logSoftmax', 'logSoftmax gradients'];
  const results = await runQuickly(folder, './src/mine.ts', groups);
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(new Set(results.map(({ group }) => group))).toEqual(expect.objectContaining(new Set(groups)));
  const softmax = results.filter(({ group }) => group === 'softmax').map(({ name }) => name);
  const derived = softmax.filter((name) => name.endsWith(' (without overrides)'));
  expect(derived).toEqual(
    softmax.filter((name) => !derived.includes(name)).map((name) => `${name} (without overrides)`),
  );
});

test('the waiver of the page is for a case that there is, and that passes here', async () => {
  const [fence, name] = /^```js\n[\s\S]*?'([^']+: [^']+)':[\s\S]*?^```$/m.exec(page)!;
  const test = files.get('src/mine.test.ts')!.replace("describeBackend('mine', () => mine());\n", '');
  const waived = fence.replace('```js\n', test).replace('```', '');
  const folder = await project('waived', new Map(files).set('src/mine.test.ts', waived));
  const { isContent, tests } = await runSuite(folder, '-t', ' (waivers|storage)');
  expect(isContent).toBe(false);
  const failed = tests.filter(({ status }) => status === 'failed');
  expect(failed.map(({ title }) => title)).toEqual([expect.stringContaining(`${name} [waived: `)]);
  expect(failed[0]!.failureMessages.join()).toContain('remove the waiver');
});
