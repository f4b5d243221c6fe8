import { expect, it } from 'vitest';
import { isQuiet, machine } from './machine.ts';

it('has all threads work at once and alone, and can be asked again', async () => {
  const below = await machine(2);
  try {
    // Whatever else runs here: some speed there is, and more than both threads' own there is not, but for a slow moment.
    for (let i = 0; i < 3; i++) expect(below.scaling()).toBeGreaterThan(0);
  } finally {
    await below.dispose();
  }
});

it('calls a machine quiet that gives each thread nine tenths of a core', () => {
  expect([1.79, 1.81, 2, 2.19, 2.21].map((scaling) => isQuiet(scaling, 2))).toEqual([false, true, true, true, false]);
  expect(isQuiet(1, 1)).toBe(true);
});
