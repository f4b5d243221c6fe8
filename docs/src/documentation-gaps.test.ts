import { Application } from 'typedoc';
import { expect, test } from 'vitest';
import { readApi, root } from './api.ts';
import { documentationGaps } from './documentation-gaps.ts';

test('everything public is documented: shapes, errors, examples, definitions', async () => {
  const { project } = await readApi({ disableGit: true, sourceLinkTemplate: '{path}' });
  expect(Object.keys(project.reflections).length).toBeGreaterThan(4_000);
  expect(documentationGaps(project)).toEqual([]);
});

test('what is missing is found', async () => {
  const entryPoints = [`${root}docs/src/testing/undocumented.ts`];
  const options = {
    entryPoints,
    tsconfig: `${root}docs/tsconfig.json`,
    disableGit: true,
    sourceLinkTemplate: '{path}',
  };
  const app = await Application.bootstrap({ ...options, readme: 'none', logLevel: 'Error' });
  const project = await app.convert();
  expect(documentationGaps(project!)).toEqual([
    'Options.stride: no description',
    'bare: no description',
    'poor: no @example',
    'poor: no @throws',
    'poor: no shapes',
  ]);
});
