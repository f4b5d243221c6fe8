import { gpu } from '@gemmule/backend-gpu';
import { test } from 'vitest';
import { loadMnist } from './mnist-files.ts';
import { checkLearnsAsCpu } from './testing/check-learns-as-cpu.ts';

/** Milliseconds. Measured were 22 to 44 seconds, on two busy cores. */
const timeout = 120_000;

test('Node.js with WebGPU learns to read digits as the CPU does', { timeout }, async () => {
  await checkLearnsAsCpu(() => gpu({ engine: 'webgpu' }), loadMnist('test'));
});
