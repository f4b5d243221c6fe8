import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOptions } from './options.ts';

const read = (...flags: string[]) => readOptions(['node', 'bench', ...flags]);

describe('readOptions', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('compares with all other libraries unless told otherwise', () => {
    expect(read()).toMatchObject({
      peers: ['tfjs-cpu', 'tfjs-wasm', 'onnxruntime-web', 'jax-js', 'onnxruntime-node'],
      against: [],
      threads: 1,
    });
    expect(read('--peers', 'onnxruntime-web, tfjs-wasm').peers).toEqual(['onnxruntime-web', 'tfjs-wasm']);
  });

  it('compares with ourselves alone, or with both', () => {
    expect(read('--against', 'x1,typescript')).toMatchObject({ peers: [], against: ['x1', 'typescript'] });
    expect(read('--against', 'x1', '--peers', 'tfjs-wasm')).toMatchObject({ peers: ['tfjs-wasm'], against: ['x1'] });
  });

  it('leaves the name of an engine to the backend', () => {
    expect(read('--engine', 'steam', '--threads', '2')).toMatchObject({ engine: 'steam', threads: 2 });
  });

  it.each([
    ['--peers', 'torch', 'There is no peer "torch"'],
    ['--against', 'x1,', 'names with commas'],
    ['--threads', '0', 'above 0'],
    ['--rounds', '1.5', 'whole number'],
  ])('refuses %s %s in one line', (flag, value, message) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => read(flag, value)).toThrow(message);
    expect(write.mock.calls.join('').trim().split('\n')).toHaveLength(1);
  });
});
