import { expect, it } from 'vitest';
import { Gate } from './gate.ts';

it('holds what comes while it is closed, and lets one through at a time', async () => {
  const gate = new Gate();
  let passed = 0;
  await gate.pass();
  gate.close(true);
  const walk = async () => {
    for (;;) {
      await gate.pass();
      passed += 1;
      if (passed >= 4) return;
    }
  };
  const walking = walk();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 1));
  await settle();
  expect(passed).toBe(0);
  gate.letOne();
  await settle();
  expect(passed).toBe(1);
  gate.letOne();
  gate.letOne();
  await settle();
  expect(passed).toBe(3);
  gate.close(false);
  await walking;
  expect(passed).toBe(4);
});
