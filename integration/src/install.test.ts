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

  test('runs in Node.js', async () => {
    const code = `${snippet}\nconst values = await logits.data();
      console.log(JSON.stringify([logits.shape, values.length, values.every(Number.isFinite), logits.backend.engine]));`;
    await writeFile(join(project, 'run.ts'), code);
    const { stdout } = await run(process.execPath, [join(project, 'run.ts')], { cwd: project, timeout: 30_000 });
    expect(JSON.parse(stdout)).toEqual([[8, 10], 80, true, expect.stringMatching(/^wasm-relaxed-simd x\d+$/)]);
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
