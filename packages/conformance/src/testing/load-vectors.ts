import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { VectorCase, VectorFile } from '../onnx/vector.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** Where the ONNX project's vectors are; they are not part of the repository. */
const vectorsFolder: string = join(process.env['GEMMULE_VECTORS'] ?? join(root, '../shared/vectors'), 'onnx');

declare module 'vitest' {
  interface ProvidedContext {
    /** The vectors, for tests in pages; undefined where there are none. */
    vectors: VectorCase[] | undefined;
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

/** Hands the vectors to the tests of a project that run in pages, which have no files. */
export function setup(project: TestProject): void {
  project.provide('vectors', loadVectors());
}
