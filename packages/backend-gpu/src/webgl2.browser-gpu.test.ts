import { BackendError } from '@gemmule/core';
import { expect, test, vi } from 'vitest';
import { gpu } from './gpu.ts';
import { checkLeaks } from './testing/check-leaks.ts';

test('a lost context is an error that says what to do, and a new backend works', async () => {
  const requests = vi.spyOn(OffscreenCanvas.prototype, 'getContext');
  const backend = await gpu({ engine: 'webgl2' });
  const contexts = requests.mock.results.map(({ value }) => value as WebGL2RenderingContext);
  requests.mockRestore();
  const buffer = backend.allocate('float32', 4);
  backend.fill({ y: buffer, length: 4, value: 1 });
  expect(backend.readSync!(buffer, 4)).toEqual(Float32Array.of(1, 1, 1, 1));
  for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
  expect(() => backend.readSync!(buffer, 4)).toThrow('the WebGL context was lost');
  expect(() => backend.fill({ y: buffer, length: 4, value: 2 })).toThrow('make a new backend with gpu()');
  await expect(backend.read(buffer, 4)).rejects.toThrow(BackendError);
  backend.dispose();

  const next = await gpu({ engine: 'webgl2' });
  const fresh = next.allocate('float32', 2);
  next.fill({ y: fresh, length: 2, value: 5 });
  expect(await next.read(fresh, 2)).toEqual(Float32Array.of(5, 5));
  next.dispose();
});

test('memory that runs out is an error that says so, and no zeros', async () => {
  const backend = await gpu({ engine: 'webgl2' });
  const buffer = backend.allocate('float32', 4);
  backend.fill({ y: buffer, length: 4, value: 1 });
  const errors = vi.spyOn(WebGL2RenderingContext.prototype, 'getError');
  errors.mockReturnValue(WebGL2RenderingContext.OUT_OF_MEMORY);
  await expect(backend.read(buffer, 4)).rejects.toThrow('ran out of memory: dispose of tensors');
  expect(() => backend.readSync!(buffer, 4)).toThrow(BackendError);
  errors.mockRestore();
  backend.dispose();
});

test('200 steps of training leave nothing behind', () => checkLeaks('webgl2'));
