import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { VectorCase, VectorFile } from '../onnx/vector.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** Where the ONNX project's vectors are; they are not part of the repository. */
const vectorsFolder = join(process.env['GEMMULE_VECTORS'] ?? join(root, '../shared/vectors'), 'onnx');

declare module 'vitest' {
  interface ProvidedContext {
    /** The vectors, for tests in pages; undefined where there are none. */
    vectors: VectorCase[] | undefined;
    /** Share of the random tries that the GPU backend is put to. */
    tries: number;
  }
}

/** All vectors; undefined where the folder is missing. */
export function loadVectors(): VectorCase[] | undefined {
  if (!existsSync(vectorsFolder)) return undefined;
  const files = readdirSync(vectorsFolder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const { cases } = JSON.parse(readFileSync(join(vectorsFolder, file), 'utf8')) as VectorFile;
    return cases;
  });
}

/** Hands all that to the tests of a project; pages have neither files nor an environment. */
export function setup(project: TestProject): void {
  project.provide('vectors', loadVectors());
  // Software takes some ten minutes for all tries.
  project.provide('tries', Number(process.env['GEMMULE_TRIES'] ?? 0.15));
}
