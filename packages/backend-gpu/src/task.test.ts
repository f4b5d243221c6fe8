import { BackendError } from '@gemmule/core';
import { expect, test } from 'vitest';
import type { GpuBuffer } from './gpu-buffer.ts';
import { dense, needsOld, sourceOf, type Task } from './task.ts';

function buffer(dtype: 'float32' | 'int32', length: number): GpuBuffer {
  return { dtype, length, handle: undefined, isWritten: false, isLive: true };
}

function task(more: Partial<Task>): Task {
  return { output: buffer('float32', 12), region: dense({ i: 12 }), inputs: {}, body: 'return 1;', ...more };
}

/** What the kernel of a task leaves in an output that held 100, 101, ...: its source is JavaScript, after all. */
function run(one: Task, length: number, ...args: unknown[]): number[] {
  const quotient = (a: number, b: number): number => Math.floor(a / b);
  // oxlint-disable-next-line typescript/no-implied-eval -- this is what gpu.js does with it
  const kernel = new Function('quotient', `return ${sourceOf(one, 'gpu.js-cpu').code}`)(quotient) as (
    ...args: unknown[]
  ) => number;
  const old = Array.from({ length }, (_, i) => 100 + i);
  return old.map((_, x) => kernel.call({ thread: { x } }, ...args, old));
}

test('a kernel that writes everything does not ask for the old values', () => {
  expect(needsOld(task({}))).toBe(false);
  expect(needsOld(task({ readsOld: true }))).toBe(true);
  expect(needsOld(task({ region: dense({ i: 11 }) }))).toBe(true);
});

test('variables count row by row', () => {
  expect(run(task({ region: dense({ i: 3, j: 4 }), body: 'return 10 * i + j;' }), 12)).toEqual([
    0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23,
  ]);
});

test('what lies before, behind and in the gaps of a region keeps its value', () => {
  const walks = [
    { variable: 'j', length: 2, stride: 2 },
    { variable: 'i', length: 2, stride: 5 },
  ];
  const got = run(task({ region: { offset: 1, walks }, body: 'return 10 * i + j;' }), 12);
  expect(got).toEqual([100, 0, 102, 1, 104, 105, 10, 107, 11, 109, 110, 111]);
});

test('a thread of an int32 output knows its element and its half', () => {
  const one = task({ output: buffer('int32', 3), region: dense({ i: 2 }), body: 'return 10 * i + isLower;' });
  expect(run(one, 6)).toEqual([0, 1, 10, 11, 104, 105]);
});

test('strides that interleave are refused, for a position would not tell the variables', () => {
  const walks = [
    { variable: 'i', length: 3, stride: 2 },
    { variable: 'j', length: 2, stride: 3 },
  ];
  expect(() => sourceOf(task({ region: { offset: 0, walks } }), 'gpu.js-cpu')).toThrow(BackendError);
});
