import { BackendError, ones, registerBackend, sum, unregisterBackend } from '@gemmule/core';
import { expect, test } from 'vitest';
import { cpu } from './cpu.ts';

test('says what it is', async () => {
  const backend = await cpu();
  expect([backend.name, backend.engine]).toEqual(['cpu', 'typescript']);
  expect((await cpu({ engine: 'typescript' })).engine).toBe('typescript');
});

test('refuses an engine that it does not have, and names those that it has', async () => {
  for (const engine of ['wasm', 'toString']) {
    // @ts-expect-error: the type knows better
    const made = cpu({ engine });
    await expect(made).rejects.toThrow(BackendError);
    await expect(made).rejects.toThrow(`cpu: there is no engine '${engine}' (available: typescript)`);
  }
});

test('two backends share no memory statistics', async () => {
  const [one, other] = [await cpu(), await cpu()];
  one.allocate('float32', 5);
  expect(one.memory().buffers).toBe(1);
  expect(other.memory().buffers).toBe(0);
});

test('after dispose, kernels refuse its buffers', async () => {
  const backend = await cpu();
  const x = backend.allocate('float32', 2);
  backend.dispose();
  expect(() => backend.fill({ y: x, length: 2, value: 1 })).toThrow(BackendError);
  expect(() => backend.overrides?.softmax?.({ x, y: x, outer: 1, size: 2, inner: 1, logarithm: false })).toThrow(
    'buffer of 2 float32 is used after it was freed or its backend disposed',
  );
});

test('the example of its documentation', async () => {
  const backend = await registerBackend(cpu());
  expect([...(await sum(ones([2, 3])).data())]).toEqual([6]);
  unregisterBackend(backend);
});
