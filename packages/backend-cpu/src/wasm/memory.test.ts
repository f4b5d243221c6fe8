import { BackendError } from '@gemmule/core';
import { describe, expect, test } from 'vitest';
import { randomFloats } from '../typescript/reference/buffers.ts';
import { createLinearMemory } from './memory.ts';

const create = (maximum = 1024) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  return createLinearMemory(memory, 4100);
};

describe('linear memory', () => {
  test('blocks are aligned, lie above the module and never overlap', () => {
    const linear = create();
    const blocks: { address: number; bytes: number }[] = [];
    const wrong: unknown[] = [];
    const choices = randomFloats(3000, 7);
    for (let i = 0; i < choices.length; i += 3) {
      const [which, size, kind] = [choices[i]! + 1, choices[i + 1]! + 1, choices[i + 2]!];
      if (kind > 0.1 && blocks.length > 0) {
        const [block] = blocks.splice(Math.floor((which / 2) * blocks.length), 1);
        linear.free(block!.address);
      } else {
        const bytes = Math.floor(size * 10_000);
        const address = linear.allocate(bytes);
        const fits = address >= 4100 && address + bytes <= linear.memory.buffer.byteLength;
        const isFree = blocks.every(
          (other) => address >= other.address + other.bytes || other.address >= address + bytes,
        );
        if (address % 64 !== 0 || !fits || !isFree) wrong.push({ address, bytes });
        blocks.push({ address, bytes });
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what was freed joins its neighbours and is used again', () => {
    const linear = create();
    const [a, b, c, d] = [1000, 2000, 3000, 100].map((bytes) => linear.allocate(bytes));
    linear.free(a!);
    linear.free(c!);
    linear.free(b!);
    expect(linear.allocate(6000)).toBe(a);
    linear.free(a!);
    linear.free(d!);
    expect(linear.allocate(7000)).toBe(a);
  });

  test('the gap that fits best is taken', () => {
    const linear = create();
    const [large, , small] = [5000, 10, 1000, 10].map((bytes) => linear.allocate(bytes));
    linear.free(large!);
    linear.free(small!);
    expect(linear.allocate(900)).toBe(small);
  });

  test('arrays stay valid when the memory grows', () => {
    const linear = create();
    const array = new Float32Array(linear.memory.buffer, linear.allocate(4), 1);
    array[0] = 7;
    linear.allocate(20 * 2 ** 20);
    array[0] += 1;
    expect(new Float32Array(linear.memory.buffer, array.byteOffset, 1)[0]).toBe(8);
  });

  test('what is not to be had is an error, and leaves the rest usable', () => {
    const linear = create(32);
    const kept = linear.allocate(1000);
    expect(() => linear.allocate(3 * 2 ** 20)).toThrow(BackendError);
    expect(() => linear.allocate(3 * 2 ** 20)).toThrow(/cpu: out of memory, 3 MiB more than the 1 MiB there are/);
    linear.free(kept);
    expect(linear.allocate(2 ** 20)).toBe(kept);
    expect(() => linear.free(12)).toThrow('cpu: free: no block begins at 12');
  });
});
