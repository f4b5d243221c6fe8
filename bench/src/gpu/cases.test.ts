import { expect, it } from 'vitest';
import { titleOf } from '../cases.ts';
import { operandsOf } from '../operands.ts';
import { reference } from '../reference.ts';
import { gpuTasks } from './cases.ts';

it('measures the layers of the CPU, the small network and reading', () => {
  const titles = gpuTasks().map(titleOf);
  expect(titles).toContain('3x3 64->64 @56, filter gradient');
  expect(titles.slice(-3)).toEqual([
    'LeNet @28, batch 32, forward',
    'LeNet @28, batch 32, training step',
    'readback of 0.8 MB',
  ]);
});

it('reads what relu makes of new numbers', () => {
  const task = gpuTasks().at(-1)!;
  const operands = operandsOf(task);
  const exact = reference(task, operands);
  expect(exact).toHaveLength(200_704);
  expect(Math.min(...exact.subarray(0, 1000))).toBe(0);
  expect(operands.kind === 'readback' && exact[0]).toBe(operands.kind === 'readback' && Math.max(0, operands.x[0]!));
});
