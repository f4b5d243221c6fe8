import { signal } from '@preact/signals';
import { expect, it, vi } from 'vitest';
import { latest } from './latest.ts';

it('leaves out questions that nobody waits for any more', async () => {
  const question = signal(1);
  const open: ((answer: string) => void)[] = [];
  const asked: number[] = [];
  const { answer, isBusy } = latest(
    () => question.value,
    (number) => {
      asked.push(number);
      return new Promise<string>((resolve) => open.push(resolve));
    },
  );
  question.value = 2;
  question.value = 3;
  expect([asked, isBusy.value]).toEqual([[1], true]);
  open[0]!('one');
  await vi.waitFor(() => expect(asked).toEqual([1, 3]));
  expect(answer.value).toBe('one');
  open[1]!('three');
  await vi.waitFor(() => expect(isBusy.value).toBe(false));
  expect(answer.value).toBe('three');
});

it('keeps the answer when the next question fails, and says why it failed', async () => {
  const question = signal(1);
  const { answer, error, isBusy } = latest(
    () => question.value,
    async (number) => {
      if (number === 2) throw new Error('no');
      return number;
    },
  );
  await vi.waitFor(() => expect(isBusy.value).toBe(false));
  question.value = 2;
  await vi.waitFor(() => expect(error.value).toBe('no'));
  expect(answer.value).toBe(1);
  await vi.waitFor(() => expect(isBusy.value).toBe(false));
  question.value = 3;
  await vi.waitFor(() => expect([answer.value, error.value]).toEqual([3, undefined]));
});
