import { gpu } from '@gemmule/backend-gpu';
import { beforeAll, test } from 'vitest';
import type { Digits } from './data.ts';
import { checkLearnsAsCpu } from './testing/check-learns-as-cpu.ts';
import { readMnistInPage } from './testing/mnist-in-page.ts';

/** Milliseconds. Measured were 10 to 20 seconds, on two busy cores. */
const timeout = 120_000;

let digits: Digits;
beforeAll(async () => {
  digits = await readMnistInPage();
});

test.each(['webgl2', 'webgpu'] as const)(
  'a page with %s learns to read digits as the CPU does',
  { timeout },
  async (engine) => {
    await checkLearnsAsCpu(() => gpu({ engine }), digits);
  },
);
