import { gpu } from '@gemmule/backend-gpu';
import { test } from 'vitest';
import { loadMnist } from './mnist-files.ts';
import { checkLearnsAsCpu } from './testing/check-learns-as-cpu.ts';

test('Node.js with WebGPU learns to read digits as the CPU does', async () => {
  await checkLearnsAsCpu(() => gpu({ engine: 'webgpu' }), loadMnist('test'));
});
