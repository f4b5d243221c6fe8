import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gemmule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const script = join(import.meta.dirname, 'main.ts');
  const options = { encoding: 'utf8', cwd: folder, timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=gemmule:source', script, ...args],
    options,
  );
  return { status, stdout, stderr };
}

describe('a mistake on the command line is one line and exit code 2', () => {
  it.each([
    ['--epochs abc', "'abc' is invalid. It must be a whole number of at least 1."],
    ['--epochs 0', 'at least 1'],
    ['--epochs 1e3', 'at least 1'],
    ['--batch 0', "'0' is invalid. It must be a whole number from 1 to 60000."],
    ['--batch -5', 'from 1 to 60000'],
    ['--train-size 60001', 'from 1 to 60000'],
    ['--seed 1.5', 'at least 0'],
    ['--learning-rate NaN', 'above 0'],
    ['--backend abacus', "'abacus' is invalid. Allowed choices are cpu."],
    ['--save', "option '--save <file>' argument missing"],
    ['--epoch 3', "unknown option '--epoch' (Did you mean --epochs?)"],
    ['mnist', 'too many arguments'],
  ])('%s', (flags, message) => {
    const { status, stdout, stderr } = run(...flags.split(' '));
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect([status, stdout]).toEqual([2, '']);
  });
});

it('--help tells all flags', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const flag of ['backend', 'epochs', 'train-size', 'batch', 'learning-rate', 'seed', 'save', 'load']) {
    expect(stdout).toContain(`--${flag} `);
  }
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
    const flags = ['--train-size', '600', '--epochs', '1', '--batch', '30', '--seed', '7'];
    const trained = run(...flags, '--save', 'first.safetensors');
    expect(trained.stderr).toMatch(/^100 % {2}epoch 1\/1, loss [\d.]+, [\d,]+ images\/s\n$/m);
    expect(trained.status).toBe(0);
    expect(trained.stdout).toContain('engine: cpu (');
    expect(trained.stdout).toContain('training: 1 epoch of 600 images');
    expect(Math.max(...trained.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    // Chance is 10 %.
    expect(Number.parseFloat(accuracyOf(trained.stdout) ?? '')).toBeGreaterThan(50);

    const loaded = run('--load', 'first.safetensors');
    expect(loaded.status).toBe(0);
    expect(loaded.stdout).not.toContain('training:');
    expect(accuracyOf(loaded.stdout)).toBe(accuracyOf(trained.stdout));

    run(...flags, '--save', 'second.safetensors');
    expect(readFileSync(path('second.safetensors'))).toEqual(readFileSync(path('first.safetensors')));
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
