import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assertWritable } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('tells early whether a file can be written, and makes its folder', () => {
  assertWritable(join(folder, 'new', 'weights'));
  expect(readdirSync(folder)).toEqual(['new']);
  writeFileSync(join(folder, 'file'), '');
  expect(() => assertWritable(join(folder, 'file', 'weights'))).toThrow(/ENOTDIR|EEXIST/);
});
