import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArguments, runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeMadeUpClothes } from './testing/made-up-clothes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
  writeMadeUpClothes(folder, { train: 1000, t10k: 200 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = join(import.meta.dirname, 'main.ts');
const run = (...args: readonly string[]) => runProgram(script, ['--data', folder, ...args]);

it('learns, and tells how well', () => {
  const out = join(folder, 'whole');
  const { status, stdout, stderr } = run('--epochs', '3', '--batch', '20', '--out', out);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/100 % {2}epoch 3\/3, .*\n$/)]);
  expect(stdout).toMatch(/\nepoch 3: loss [\d.]+, [\d.]+ % of the others right\ntrained in /);
  const [, accuracy = NaN, second = NaN] = /test accuracy: ([\d.]+) % of 200; ([\d.]+) % by/.exec(stdout)!.map(Number);
  expect(accuracy).toBeGreaterThan(50); // chance is 10
  expect(second).toBeGreaterThanOrEqual(accuracy);
  const log = readFileSync(join(out, 'fashion.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  // 900 images are trained on, 20 a step.
  expect(log.map(({ kind }) => kind).filter((kind) => kind === 'step')).toHaveLength(3 * 45);
  expect(log.at(-1)!.kind).toBe('end');
});

it('interrupted and resumed, it learns the same, to the bit', async () => {
  const flags = ['--epochs', '2', '--batch', '10'];
  const [whole, parts] = [join(folder, 'a'), join(folder, 'b')];
  expect(run(...flags, '--out', whole).status).toBe(0);

  mkdirSync(parts);
  const child = spawn(process.execPath, programArguments(script, ['--data', folder, ...flags, '--out', parts]));
  let stdout = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const steps = () => {
    try {
      return readFileSync(join(parts, 'fashion.jsonl'), 'utf8').split('\n').length;
    } catch {
      return 0; // not there yet
    }
  };
  while (steps() < 30 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(stdout).toMatch(/interrupted after .*--resume\n$/);
  const resumed = run(...flags, '--out', parts, '--resume');
  expect([resumed.status, resumed.stdout]).toEqual([0, expect.stringContaining('trained in')]);
  const file = 'fashion.safetensors';
  expect(readFileSync(join(parts, file)).equals(readFileSync(join(whole, file)))).toBe(true);
});

it('what cannot be done is one line', () => {
  const nowhere = run('--data', join(folder, 'nowhere'), '--out', join(folder, 'c'));
  expect(nowhere.stderr).toMatch(/^error: there is no train-images-idx3-ubyte in .*: install .* --data\n$/);
  expect([nowhere.status, nowhere.stdout]).toEqual([1, '']);
  const unbegun = run('--resume', '--out', join(folder, 'd'));
  expect(unbegun.stderr).toMatch(/^error: there is no .*fashion\.checkpoint to go on from\n$/);
  expect(unbegun.status).toBe(1);
});
