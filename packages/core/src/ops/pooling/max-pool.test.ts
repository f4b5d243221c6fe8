import { afterAll, beforeAll, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import type { Backend } from '../../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { memory } from '../../memory/memory.ts';
import { scope } from '../../memory/scope.ts';
import { cpu } from '../../testing/cpu.ts';
import { square } from '../elementwise/square.ts';
import { sum } from '../reduction/sum.ts';
import { maxPool2d } from './max-pool2d.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

test('gradients of gradients go through the winners', () => {
  const x = tensor([1, 2, 3, 4], [1, 1, 2, 2], { requiresGrad: true });
  const [dx] = gradients(sum(square(maxPool2d(x, { kernel: 2 }))), [x], { createGraph: true });
  expect([...dx.dataSync()]).toEqual([0, 0, 0, 8]);
  const [ddx] = gradients(sum(square(dx)), [x], { createGraph: true });
  // sum dx² = (2 x)² = 4 x² at the winner, whose derivatives are 8 x and 8.
  expect([...ddx.dataSync()]).toEqual([0, 0, 0, 32]);
  expect([...gradients(sum(ddx), [x])[0].dataSync()]).toEqual([0, 0, 0, 8]);
});

test('the indices live exactly as long as the graph', () => {
  const before = memory().liveBuffers;
  const x = tensor([1, 2, 3, 4], [1, 1, 2, 2], { requiresGrad: true });
  const y = maxPool2d(x, { kernel: 2 });
  expect(memory().liveBuffers).toBe(before + 3);
  scope(() => void gradients(y, [x]));
  expect(memory().liveBuffers).toBe(before + 2);
  y.dispose();
  x.dispose();
  expect(memory().liveBuffers).toBe(before);
});
