// oxlint-disable no-underscore-dangle -- gpu.js calls its private members so
import { expect, test, vi } from 'vitest';
import type { GpuDevice, GpuDeviceBuffer, GpuJsProgram } from '../device/gpu-js.ts';
import { ResultBuffers } from './result-buffers.ts';

const MiB = 2 ** 20;

function fake() {
  const destroyed: GpuDeviceBuffer[] = [];
  const createBuffer = vi.fn<GpuDevice['createBuffer']>(({ size }) => {
    const buffer: GpuDeviceBuffer = { size, destroy: () => void destroyed.push(buffer) };
    return buffer;
  });
  const device = { createBuffer } as unknown as GpuDevice;
  const results = new ResultBuffers();
  /** What gpu.js and we do for a run of a program whose result has `length` elements. */
  const run = (length: number): GpuDeviceBuffer => {
    const program = { _device: device } as unknown as GpuJsProgram;
    results.serve(program, length);
    program._ensureOutputBuffer!();
    program._ensureOutputBuffer!();
    expect(program.bindGroupDirty).toBe(true);
    return results.claim(program);
  };
  return { results, run, createBuffer, destroyed };
}

test('a run takes one buffer, and each has its own until it is given back', () => {
  const { results, run, createBuffer } = fake();
  const first = run(10);
  const second = run(10);
  expect(createBuffer).toHaveBeenCalledTimes(2);
  expect(second).not.toBe(first);
  results.giveBack(first);
  expect(run(11)).not.toBe(first);
  expect(run(10)).toBe(first);
  expect(run(10)).not.toBe(first);
});

test('too much idle memory is freed, that of the size released longest ago first', () => {
  const { results, run, destroyed } = fake();
  const [a, b, c] = [run(6 * MiB), run(5 * MiB), run(7 * MiB)];
  results.giveBack(a);
  results.giveBack(b);
  expect(destroyed).toEqual([]);
  results.giveBack(c);
  expect(destroyed).toEqual([a]);
  expect(run(5 * MiB)).toBe(b);
  results.destroy();
  expect(destroyed).toEqual([a, c]);
});
