import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import { FormatError, registerBackend, unregisterBackend } from '@gemmule/core';
import { decodeImage } from '@gemmule/data/node';
import { runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { regions } from './find-lines.ts';
import { loadRecogniser } from './models.ts';
import { outlined } from './outlined.ts';
import { decode, readLine } from './read-line.ts';

describe('the program', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]) => runProgram(join(import.meta.dirname, 'main.ts'), args, { cwd: folder });

  it('reads a sign', async () => {
    const { status, stdout, stderr } = run('--out', 'lines.png');
    expect([status, stderr]).toEqual([0, '']);
    // The network does not see all spaces.
    expect([...stdout.matchAll(/^ *\d+ % {2}(.*)$/gm)].map(([, text]) => text!.replaceAll(' ', ''))).toEqual([
      'GemmuleCafé',
      'freshconvolutionsdaily',
      'open9:00-17:30',
      'Backathalfpast3',
      'Pleaseringtwice',
      'KernelStreet42',
    ]);
    expect(stdout).toContain('\n6 lines, found in ');
    const { width, height, data } = await decodeImage(readFileSync(join(folder, 'lines.png')));
    expect([width, height]).toEqual([800, 480]);
    expect(data.some((_, i) => i % 4 === 0 && data[i] === 230 && data[i + 1] === 30 && data[i + 2] === 40)).toBe(true);
  });

  it('a mistake is one line', () => {
    const { status, stdout, stderr } = run('nowhere.png');
    expect([status, stdout, stderr]).toEqual([1, '', "error: ENOENT: no such file or directory, open 'nowhere.png'\n"]);
  });
});

it('steps become letters', () => {
  const letters = ['', 'a', 'b', ' '];
  const probabilities = [0.9, 0.5, 0.1, 0.9, 0.7, 0.6, 0.8, 0.9];
  // Twice a, once over two steps; what is between them is not counted.
  expect(decode([0, 1, 1, 0, 1, 3, 2, 0], probabilities, letters)).toEqual({
    text: 'aa b',
    certainty: (0.5 + 0.7 + 0.6 + 0.8) / 4,
  });
  expect(decode([0, 0], [1, 1], letters)).toEqual({ text: '', certainty: NaN });
});

it('what hangs together is a region', () => {
  const map = [
    [0.9, 0.9, 0.0, 0.0, 0.4],
    [0.0, 0.6, 0.2, 0.0, 0.0],
    [0.7, 0.0, 0.8, 0.8, 0.8],
  ].flat();
  expect(regions(Float32Array.from(map), 5, 3)).toEqual([
    { box: { left: 0, top: 0, width: 2, height: 2 }, mean: expect.closeTo(0.8, 6) as number },
    { box: { left: 4, top: 0, width: 1, height: 1 }, mean: expect.closeTo(0.4, 6) as number },
    { box: { left: 0, top: 2, width: 1, height: 1 }, mean: expect.closeTo(0.7, 6) as number },
    { box: { left: 2, top: 2, width: 3, height: 1 }, mean: expect.closeTo(0.8, 6) as number },
  ]);
});

it('frames are inside', () => {
  const black = { width: 8, height: 7, data: new Uint8ClampedArray(8 * 7 * 4) };
  const { data } = outlined(black, [{ left: 1, top: 1, width: 6, height: 5 }]);
  const reds = Array.from({ length: 7 }, (_, y) =>
    Array.from({ length: 8 }, (_, x) => (data[4 * (8 * y + x)]! > 0 ? '#' : '.')).join(''),
  );
  expect(reds).toEqual(['........', '.######.', '.######.', '.##..##.', '.######.', '.######.', '........']);
  expect(black.data.every((value) => value === 0)).toBe(true);
});

it('a list of letters that is not that of the network is refused', async () => {
  const backend = await registerBackend(cpu());
  try {
    using recogniser = loadRecogniser();
    const line = { width: 48, height: 48, data: new Uint8ClampedArray(48 * 48 * 4) };
    await expect(readLine(recogniser, ['', 'a'], line)).rejects.toThrow(
      new FormatError('the recogniser knows 6625 letters, its list has 2'),
    );
  } finally {
    unregisterBackend(backend);
  }
});
