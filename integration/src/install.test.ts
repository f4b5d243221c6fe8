/** The README's snippet, in empty projects that npm has installed the packages into. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmInstall, type Output, pack, packageNames, registryOf, root } from './install.ts';
import type { Registry } from './registry.ts';

const run = promisify(execFile);
const readme = await readFile(join(root, 'README.md'), 'utf8');
const snippet = /^```ts\n([\s\S]*?)^```$/m.exec(readme)![1]!;
/** What the README says that the compiler says of a wrong number of channels. */
const sentence = /^layer 3: conv2d: .*$/m.exec(readme)![0];

let folder: string;
let registry: Registry;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-install-')));
  registry = await registryOf(await pack(folder));
}, 120_000);
afterAll(async () => {
  await registry?.close();
  await rm(folder, { recursive: true });
});

/** An empty project of ES modules, with these packages. */
async function install(name: string, packages: readonly string[]): Promise<{ project: string; output: Output }> {
  const project = join(folder, name);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  return { project, output: await npmInstall(project, registry.address, packages) };
}

/** The program of a version of Node.js: the pinned one, or one of the packages that hold others. */
async function nodeOf(version: number): Promise<string | undefined> {
  if (process.version.startsWith(`v${version}.`)) return process.execPath;
  const name = `node-${version}-${process.platform}-${process.arch}`;
  const path = join(root, 'integration/node_modules', name, 'bin/node');
  return realpath(path).catch(() => undefined);
}

/** The folders of a package, wherever they are in a project. */
async function copiesOf(name: string, project: string): Promise<string[]> {
  const entries = await readdir(join(project, 'node_modules'), { recursive: true, withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  return folders.filter((path) => path.endsWith(join('node_modules', name)));
}

test('npm installs all packages at once, peers and all, and there is one core', async () => {
  const { project, output } = await install('all', packageNames);
  expect(output.stderr).toBe('');
  // npm looks optional peers up, and goes without them.
  expect([...new Set(registry.missing)].sort()).toEqual(['sharp', 'vitest', 'webgpu']);
  expect(await copiesOf('@gemmule/core', project)).toHaveLength(1);
});

describe('the snippet of the README', () => {
  let project: string;
  beforeAll(async () => {
    ({ project } = await install('snippet', ['@gemmule/core', '@gemmule/backend-cpu', '@gemmule/nn']));
    await writeFile(join(project, 'snippet.ts'), snippet);
    await writeFile(join(project, 'mistaken.ts'), snippet.replace('in: 16', 'in: 15'));
    const types = join(project, 'node_modules/@types');
    await mkdir(types, { recursive: true });
    await symlink(await realpath(join(root, 'node_modules/@types/node')), join(types, 'node'), 'junction');
  });

  test.for([22, 24, 26])('runs in Node.js %i', async (version, { skip }) => {
    const node =
      (await nodeOf(version)) ?? skip(`there is no Node.js ${version} for ${process.platform} ${process.arch}`);
    const code = `${snippet}\nconst values = await logits.data();
      const isFinite = values.every(Number.isFinite);
      console.log(JSON.stringify([process.version, logits.shape, values.length, isFinite, logits.backend.engine]));`;
    const file = join(project, `run-${version}.ts`);
    await writeFile(file, code);
    const { stdout } = await run(node, ['--no-warnings', file], { cwd: project, timeout: 30_000 });
    const said = [
      expect.stringMatching(`^v${version}\\.`),
      [8, 10],
      80,
      true,
      expect.stringMatching(/^wasm-relaxed-simd x\d+$/),
    ];
    expect(JSON.parse(stdout)).toEqual(said);
  });

  describe.each(['typescript', 'typescript-5.9'])('with %s', (compiler) => {
    describe.each([
      ['node16', { module: 'node16', moduleResolution: 'node16' }],
      ['bundler', { module: 'esnext', moduleResolution: 'bundler', target: 'es2022' }],
    ])('as %s resolves modules', (name, options) => {
      /** What the compiler says of a file, our declarations included. */
      async function check(file: string): Promise<string> {
        const config = join(project, `tsconfig.${compiler}.${name}.json`);
        const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, types: [], ...options };
        await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }));
        const tsc = join(root, 'node_modules', compiler, 'lib/tsc.js');
        return run(process.execPath, [tsc, '--project', config, '--pretty', 'false'], {
          cwd: project,
          timeout: 60_000,
        }).then(
          ({ stdout }) => stdout,
          ({ stdout }: { stdout: string }) => stdout,
        );
      }

      test('compiles', async () => {
        expect(await check('snippet.ts')).toBe('');
      });

      test('with a wrong number of channels, it is the sentence of the README', async () => {
        expect(await check('mistaken.ts')).toContain(sentence);
      });
    });
  });
});
