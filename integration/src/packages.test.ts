/** The archives that would be published, as the tools see them that other projects trust. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, test } from 'vitest';

const folder = dirname(inject('consumer'));
const archives = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).sort();

interface Manifest {
  readonly [key: string]: unknown;
  readonly name: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

test('all of them are here', async () => {
  const folders = await readdir(new URL('../../packages', import.meta.url));
  expect(archives.map((name) => name.replace(/^gemmule-(.*)-\d.*$/, '$1'))).toEqual(folders.sort());
});

describe.each(archives)('%s', (archive) => {
  const read = async (): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(join(folder, archive)));

  test('holds what was built, what it is, and its licence, and nothing else', async () => {
    const paths = createPackageFromTarballData(await read()).listFiles();
    const files = paths.map((path) => path.replace(/^\/node_modules\/@gemmule\/[^/]+\//, ''));
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']));
    const others = files.filter(
      (file) => !/^(dist\/.*\.(js|d\.ts|wasm)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file),
    );
    expect(others).toEqual([]);
    expect(files.filter((file) => /\.(test|test-d|bench)\./.test(file))).toEqual([]);
  });

  test('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: (await read()).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('its types are right where ES modules are', async () => {
    const result = await checkPackage(createPackageFromTarballData(await read()), { excludeEntrypoints: [/\.wasm$/] });
    if (!result.types) throw new Error('it has no types');
    // CommonJS gets an ES module, which Node.js 22 and later can require; node10 knows no exports.
    const old = new Set(['CJSResolvesToESM']);
    const problems = result.problems.filter(
      (problem) => !old.has(problem.kind) && !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
    );
    expect(problems).toEqual([]);
  });

  test('its manifest is like the others', async () => {
    const text = createPackageFromTarballData(await read());
    const path = text.listFiles().find((file) => file.endsWith('/package.json') && !file.includes('/dist/'))!;
    const manifest = JSON.parse(text.readFile(path)) as Manifest;
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      files: ['dist'],
      engines: { node: '>=22' },
      publishConfig: { access: 'public', provenance: true },
    });
    expect(manifest['description']).toMatch(/\w+ \w+/);
    expect(manifest).toHaveProperty('sideEffects');
    const withTypes = Object.values(manifest.exports).filter((entry) => !entry['default']!.endsWith('.wasm'));
    for (const entry of withTypes) expect(Object.keys(entry)).toEqual(['gemmule:source', 'types', 'default']);
    // A program has one core, and with it one list of backends.
    const { dependencies = {} } = manifest as { dependencies?: Record<string, string> };
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@gemmule/'))).toEqual([]);
  });
});
