import { type Backend, BackendError } from '@gemmule/core';
import { expect, test } from 'vitest';
import { gpu } from './gpu.ts';

const onCpu = (): Promise<Backend> => gpu({ engine: 'gpu.js-cpu' });

test('an engine that does not exist is told those that do', async () => {
  const wrong = { engine: 'webgl' } as unknown as { engine: 'webgl2' };
  await expect(gpu(wrong)).rejects.toThrow("there is no engine 'webgl' (available: webgpu, webgl2, gpu.js-cpu)");
});

test('an engine that the host lacks is an error that says why, and nothing else takes its place', async () => {
  await expect(gpu({ engine: 'webgl2' })).rejects.toThrow(BackendError);
  await expect(gpu({ engine: 'webgl2' })).rejects.toThrow('gpu: this host cannot run webgl2: there is none outside of');
});

test('it says what it is, and leaves the global GPU alone', async () => {
  const backend = await onCpu();
  expect([backend.name, backend.engine]).toEqual(['gpu', 'gpu.js-cpu']);
  expect('GPU' in globalThis).toBe(false);
  backend.dispose();
});

test('a buffer beyond what kernels can count is refused, and the backend stays usable', async () => {
  const backend = await onCpu();
  expect(() => backend.allocate('float32', 2 ** 24 + 1)).toThrow('16777217 float32 in one buffer, gpu.js-cpu takes');
  expect(() => backend.allocate('int32', 2 ** 23 + 1)).toThrow(BackendError);
  expect(() => backend.allocate('float32', -1)).toThrow('length -1 is not a whole number');
  const buffer = backend.allocate('float32', 2);
  backend.fill({ y: buffer, length: 1, value: 3 });
  expect(await backend.read(buffer, 2)).toEqual(Float32Array.of(3, 0));
  backend.dispose();
});

test('a freed buffer is of no more use', async () => {
  const backend = await onCpu();
  const [x, y] = [backend.allocate('float32', 2), backend.allocate('float32', 2)];
  backend.free(x);
  expect(() => backend.free(x)).toThrow('the buffer of 2 float32 is not allocated here');
  expect(() => backend.unary({ function: 'abs', x, y, length: 2, alpha: 0, beta: 0 })).toThrow(
    'used after it was freed',
  );
  await expect(backend.read(x, 2)).rejects.toThrow(BackendError);
  expect(() => backend.write(y, new Float32Array(3))).toThrow('3 elements asked of a buffer that has 2');
  backend.dispose();
});
