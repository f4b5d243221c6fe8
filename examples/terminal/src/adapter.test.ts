import { expect, test } from 'vitest';
import { nameOf } from './adapter.ts';

test('an adapter in software is told from a GPU', () => {
  const names = { vendor: 'google', device: '', description: 'SwiftShader driver 5.0.0' };
  expect(nameOf({ ...names, isFallbackAdapter: true })).toBe(
    'google, SwiftShader driver 5.0.0, in software, so it is slow',
  );
  expect(nameOf(names)).toBe('google, SwiftShader driver 5.0.0');
});
