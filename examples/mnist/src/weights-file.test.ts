import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertWritable, writeWhole } from './weights-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces a file and leaves nothing else behind', () => {
  const path = join(folder, 'weights');
  writeFileSync(path, 'old');
  writeWhole(path, Uint8Array.of(1, 2, 3));
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(readdirSync(folder)).toEqual(['weights']);
});

it('cleans up when it cannot', () => {
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'by a folder'), { recursive: true });
  expect(() => writeWhole(path, Uint8Array.of(1))).toThrow(/EISDIR|EEXIST|ENOTEMPTY|EPERM/);
  expect(readdirSync(folder)).toEqual(['taken']);
});

it('tells early whether a file can be written, and makes its folder', () => {
  assertWritable(join(folder, 'new', 'weights'));
  expect(readdirSync(folder)).toEqual(['new']);
  writeFileSync(join(folder, 'file'), '');
  expect(() => assertWritable(join(folder, 'file', 'weights'))).toThrow(/ENOTDIR|EEXIST/);
});
