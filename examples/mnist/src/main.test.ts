import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArguments, runProgram } from '@gemmule/example-terminal/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = join(import.meta.dirname, 'main.ts');

const run = (...args: readonly string[]) => runProgram(script, args, { cwd: folder });

it('a mistake on the command line is one line and exit code 2', () => {
  const { status, stdout, stderr } = run('--epochs', 'abc');
  expect(stderr).toBe(
    "error: option '--epochs <n>' argument 'abc' is invalid. It must be a whole number of at least 1.\n",
  );
  expect([status, stdout]).toEqual([2, '']);
});

it('--help is exit code 0', () => {
  const { status, stdout, stderr } = run('--help');
  expect(stdout).toContain('--train-size');
  expect([status, stderr]).toEqual([0, '']);
});

it.skipIf(process.platform !== 'linux')('no GPU is one line that tells what to do, and exit code 1', () => {
  // As on a machine without drivers.
  const env = { ...process.env, VK_ICD_FILENAMES: '/nowhere', VK_DRIVER_FILES: '/nowhere', VK_ADD_DRIVER_FILES: '' };
  const { status, stdout, stderr } = runProgram(script, ['--backend', 'gpu'], { cwd: folder, env });
  expect(stderr).toMatch(/^error: gpu: this host cannot run webgpu: .* set VK_ICD_FILENAMES to its .*\n$/m);
  expect([status, stdout]).toEqual([1, '']);
});

describe('weights that cannot be used are one line and exit code 1', () => {
  it('a file that is not there', () => {
    const { status, stderr } = run('--load', 'nowhere.safetensors');
    expect(stderr).toMatch(/^error: ENOENT.*nowhere\.safetensors.*\n$/);
    expect(status).toBe(1);
  });

  it('a file of something else', () => {
    writeFileSync(join(folder, 'text'), 'no weights');
    const { status, stderr } = run('--load', 'text');
    expect(stderr).toMatch(/^error: .+\n$/);
    expect(status).toBe(1);
  });

  it('a place that cannot be written to, before any training', () => {
    writeFileSync(join(folder, 'file'), '');
    const { status, stdout, stderr } = run('--save', 'file/weights');
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stdout).not.toContain('trained');
    expect(status).toBe(1);
  });
});

describe('a small training', () => {
  const path = (name: string) => join(folder, name);
  const accuracyOf = (stdout: string) => /test accuracy: (.*)\(/.exec(stdout)?.[1];

  it('is saved, and loaded it reads as before; the same seed trains the same weights', () => {
    const flags = ['--train-size', '900', '--test-size', '500', '--epochs', '1', '--batch', '30', '--seed', '7'];
    const trained = run(...flags, '--save', 'first.safetensors');
    expect(trained.stderr).toMatch(/^100 % {2}epoch 1\/1, loss [\d.]+, [\d,]+ images\/s, 0 s left\n$/m);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toContain('engine: cpu (');
    expect(trained.stdout).toContain('training: 1 epoch of 900 images');
    expect(Math.max(...trained.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    // Chance is 10 %.
    expect(Number.parseFloat(accuracyOf(trained.stdout) ?? '')).toBeGreaterThan(50);

    const loaded = run('--load', 'first.safetensors', '--test-size', '500');
    expect(loaded.status).toBe(0);
    expect(loaded.stdout).not.toContain('training:');
    expect(accuracyOf(loaded.stdout)).toBe(accuracyOf(trained.stdout));

    run(...flags, '--save', 'second.safetensors');
    expect(readFileSync(path('second.safetensors'))).toEqual(readFileSync(path('first.safetensors')));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('that is interrupted saves what it has learned, whole, and exits with 130', async () => {
    const flags = programArguments(script, ['--save', 'interrupted.safetensors']);
    const child = spawn(process.execPath, flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += String(text)));
    // The first line of progress.
    child.stderr.once('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(stdout).toMatch(/interrupted: [\d,]+ images in \d+ s/);
    expect(stdout).not.toContain('test accuracy');
    expect(code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.startsWith('interrupted'))).toEqual(['interrupted.safetensors']);
  });
});
