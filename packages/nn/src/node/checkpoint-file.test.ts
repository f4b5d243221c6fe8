import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointFile, writeWhole } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemmule-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the last checkpoint is there, and nothing beside it', async () => {
  const file = checkpointFile(join(folder, 'new', 'run.checkpoint'), { everySteps: 7 });
  expect(file.everySteps).toBe(7);
  expect(await file.load()).toBeUndefined();
  await file.save(Uint8Array.of(1, 2));
  await file.save(Uint8Array.of(3));
  expect([...(await file.load())!]).toEqual([3]);
  expect(await readdir(join(folder, 'new'))).toEqual(['run.checkpoint']);
});

test('what cannot be written leaves the old file as it was', async () => {
  const path = join(folder, 'model');
  await writeFile(path, 'old');
  // A name that cannot be changed into: a folder that is not empty.
  await writeFile(join(folder, 'other'), 'x');
  await expect(writeWhole(folder, Uint8Array.of(1))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EBUSY|EPERM/);
  await expect(writeWhole(join(path, 'below'), Uint8Array.of(1))).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('errors that are not about a missing file are told', async () => {
  await expect(checkpointFile(folder).load()).rejects.toThrow('EISDIR');
});
