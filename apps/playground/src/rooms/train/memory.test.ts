import { expect, it } from 'vitest';
import { Memory } from './memory.ts';

it('keeps the last few', () => {
  const memory = new Memory<number>(2);
  memory.keep('a', 1);
  memory.keep('b', 2);
  memory.keep('a', 3);
  memory.keep('c', 4);
  expect([memory.take('b'), memory.take('a'), memory.take('a'), memory.take('c')]).toEqual([
    undefined,
    3,
    undefined,
    4,
  ]);
});
