import { afterEach, describe, expect, it, vi } from 'vitest';
import { readGpuOptions } from './options.ts';

const read = (...flags: string[]) => readGpuOptions(['node', 'bench:gpu', ...flags]);

describe('readGpuOptions', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('measures both engines in software unless told otherwise', () => {
    expect(read()).toMatchObject({ engines: ['webgl2', 'webgpu'], hardware: false, budget: 6, rounds: 20 });
    expect(read('--engine', 'webgpu', '--hardware')).toMatchObject({ engines: ['webgpu'], hardware: true });
  });

  it('refuses an engine that there is not, in one line', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => read('--engine', 'webgl')).toThrow('webgl2, webgpu');
    expect(write.mock.calls.join('').trim().split('\n')).toHaveLength(1);
  });
});
