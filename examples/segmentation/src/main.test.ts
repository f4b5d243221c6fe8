import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage } from '@gemmule/data/node';
import { runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: readonly string[]) => runProgram(join(import.meta.dirname, 'main.ts'), args);

it('a small training finds the shapes, and begins to tell them apart', async () => {
  const out = join(folder, 'shapes.png');
  const { status, stdout, stderr } = run('--train-size', '2400', '--width', '4', '--test-size', '50', '--out', out);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/100 % {2}epoch 1\/1, .*\n$/)]);
  expect(stdout).toMatch(/\n +read: +nothing +disc +square +triangle +right\n/);
  // Who sees nothing everywhere gets 18 %: 73 % for nothing, 0 for the rest.
  const [, mean = NaN, nothing = NaN] = /union: ([\d.]+) %; nothing ([\d.]+) %/.exec(stdout)!.map(Number);
  expect(mean).toBeGreaterThan(27);
  expect(nothing).toBeGreaterThan(79);
  const { width, height } = await decodeImage(readFileSync(out));
  expect([width, height]).toEqual([2 + 8 * 66, 2 + 3 * 66]);
});

it('a mistake is one line', () => {
  const { status, stdout, stderr } = run('--train-size', '7');
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    "error: option '--train-size <n>' argument '7' is invalid. It must be a whole number of at least 8.\n",
  );
});
