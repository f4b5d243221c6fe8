import { expect, it } from 'vitest';
import { isQuiet, machine } from './machine.ts';

it('has all threads work at once and alone, and can be asked again', async () => {
  const below = await machine(2);
  try {
    // How fast depends on what else runs here.
    for (let i = 0; i < 3; i++) {
      const { scaling, speed } = below.look();
      expect(scaling).toBeGreaterThan(0);
      expect(speed).toBeGreaterThan(0);
      expect(speed).toBeLessThanOrEqual(1);
    }
  } finally {
    await below.dispose();
  }
});

it('calls a machine quiet that gives each thread nine tenths of a core, at nearly full speed', () => {
  const quiet = [1.79, 1.81, 2, 2.19, 2.21].map((scaling) => isQuiet({ scaling, speed: 1 }, 2));
  expect(quiet).toEqual([false, true, true, true, false]);
  expect(isQuiet({ scaling: 1, speed: 0.9 }, 1)).toBe(true);
  expect(isQuiet({ scaling: 2, speed: 0.8 }, 2)).toBe(false);
});
