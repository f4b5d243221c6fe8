import { expect, test } from 'vitest';

test('the page is cross-origin isolated, so threads can share memory', () => {
  expect(crossOriginIsolated).toBe(true);
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  expect(shared.buffer).toBeInstanceOf(SharedArrayBuffer);
});
