import { describe, expect, it } from 'vitest';
import { allTasks, type Pass } from './cases.ts';
import { targetOf } from './targets.ts';

const task = (name: string, pass: Pass = 'forward') =>
  allTasks().find((candidate) => candidate.case.name === name && candidate.pass === pass)!;
const relaxed = { engine: 'wasm-relaxed-simd', threads: 1 };

describe('targetOf', () => {
  it('asks most where Winograd applies', () => {
    const against = (name: string) => targetOf(task(name), relaxed, 'onnxruntime-web');
    expect(against('gemm 512x512x512')).toBe(1.5);
    expect(against('1x1 256->64 @56')).toBe(1.5);
    expect(against('3x3 s2 128->128 @56')).toBe(1.5);
    expect(against('3x3 512->512 @7')).toBe(1.5);
    expect(against('3x3 256->256 @14')).toBe(3.5);
    expect(against('depthwise 3x3 144 @56')).toBe(4.5);
  });

  it('depends on our engine, its threads and the pass', () => {
    const conv = '3x3 64->64 @56';
    expect(targetOf(task(conv), { engine: 'wasm-simd', threads: 1 }, 'tfjs-wasm')).toBe(2.3);
    expect(targetOf(task(conv), { ...relaxed, threads: 2 }, 'gemmule x1')).toBe(1.8);
    expect(targetOf(task(conv), { ...relaxed, threads: 2 }, 'tfjs-wasm')).toBeUndefined();
    expect(targetOf(task(conv, 'input gradient'), relaxed, 'tfjs-wasm')).toBe(15);
    expect(targetOf(task(conv, 'filter gradient'), relaxed, 'tfjs-cpu')).toBe(2500);
  });

  it('asks of a rasterised GPU for a share of the time, and nothing of a real one', () => {
    const webgl2 = { engine: 'webgl2 in software', threads: 1 };
    expect(targetOf(task('gemm 512x512x512'), webgl2, 'tfjs-webgl')).toBe(1.54);
    expect(targetOf(task('3x3 64->64 @56'), webgl2, 'tfjs-webgl')).toBe(2.5);
    expect(targetOf(task('3x3 512->512 @7', 'filter gradient'), webgl2, 'tfjs-webgl')).toBe(1.67);
    expect(targetOf(task('1x1 256->64 @56'), webgl2, 'tfjs-webgl')).toBeUndefined();
    expect(targetOf(task('gemm 512x512x512'), { engine: 'webgl2', threads: 1 }, 'tfjs-webgl')).toBeUndefined();
    const webgpu = { engine: 'webgpu in software', threads: 1 };
    expect(targetOf(task('3x3 64->64 @56'), webgpu, 'tfjs-webgpu')).toBe(1.67);
    expect(targetOf(task('3x3 64->64 @56', 'input gradient'), webgpu, 'tfjs-webgpu')).toBeUndefined();
  });

  it('compares plain TypeScript with plain JavaScript only', () => {
    const typescript = { engine: 'typescript', threads: 1 };
    expect(targetOf(task('gemm 512x512x512'), typescript, 'tfjs-cpu')).toBe(7);
    expect(targetOf(task('3x3 512->512 @7', 'filter gradient'), typescript, 'tfjs-cpu')).toBe(8);
    expect(targetOf(task('1x1 256->64 @56'), typescript, 'tfjs-cpu')).toBeUndefined();
    expect(targetOf(task('gemm 512x512x512'), typescript, 'onnxruntime-web')).toBeUndefined();
  });
});
