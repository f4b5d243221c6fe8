import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaults, readOptions } from './options.ts';

let said: string;
beforeEach(() => {
  said = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

function read(flags: string) {
  return readOptions(['node', 'main.ts', ...flags.split(' ').filter((flag) => flag !== '')]);
}

describe('readOptions', () => {
  it('has defaults, and none for what depends on other flags', () => {
    const { backend, trainSize, testSize, batch, learningRate, seed } = defaults;
    expect(read('')).toEqual({ backend, trainSize, testSize, batch, learningRate, seed });
  });

  it('takes numbers and names', () => {
    expect(read('--epochs 3 --batch 100 --learning-rate 1e-3 --seed 0 --backend cpu --load a --save b')).toMatchObject({
      epochs: 3,
      batch: 100,
      learningRate: 0.001,
      seed: 0,
      backend: 'cpu',
      load: 'a',
      save: 'b',
    });
  });

  it.each([
    ['--epochs abc', "'abc' is invalid. It must be a whole number of at least 1."],
    ['--epochs 0', 'at least 1'],
    ['--epochs 1e3', 'at least 1'],
    ['--epochs 99999999999999999999', 'at least 1'],
    ['--batch 0', "'0' is invalid. It must be a whole number from 1 to 60000."],
    ['--batch -5', 'from 1 to 60000'],
    ['--train-size 60001', 'from 1 to 60000'],
    ['--test-size 10001', 'from 1 to 10000'],
    ['--seed 1.5', 'at least 0'],
    ['--learning-rate NaN', 'above 0'],
    ['--learning-rate 0', 'above 0'],
    ['--backend abacus', "'abacus' is invalid. Allowed choices are cpu, gpu."],
    ['--save', "option '--save <file>' argument missing"],
    ['--epoch 3', "unknown option '--epoch' (Did you mean --epochs?)"],
    ['mnist', 'too many arguments'],
  ])('refuses %s in one line', (flags, message) => {
    expect(() => read(flags)).toThrow(CommanderError);
    expect(said).toContain(message);
    expect(said).toMatch(/^error: .*\n$/);
  });

  it('--help tells all flags, within 100 columns', () => {
    expect(() => read('--help')).toThrow(CommanderError);
    for (const flag of [
      'backend',
      'epochs',
      'train-size',
      'test-size',
      'batch',
      'learning-rate',
      'seed',
      'save',
      'load',
    ]) {
      expect(said).toContain(`--${flag} `);
    }
    expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
