import { describe, expect, test } from 'vitest';
import { $print, $values } from './checks.ts';
import { moduleOf } from './module.ts';

const exports = new Map([
  ['@gemmule/core', new Map(['Tensor', 'ones', 'relu'].map((name) => [name, { isType: name === 'Tensor' }]))],
]);
const example = { place: 'here', given: '', runs: true, exampleOf: '@gemmule/core' };
const bodyOf = (code: string): string => moduleOf({ ...example, code }, exports).split('// here\n')[1]!;

test('an example imports what it takes for granted, and the types that its comments name', () => {
  const module = moduleOf({ ...example, code: 'const relu = 1;\nones([2]);   // Tensor<[2]>\n' }, exports);
  expect(module).toContain("import { ones } from '@gemmule/core';");
  expect(module).toContain("import { type Tensor } from '@gemmule/core';");
  expect(module).not.toContain('{ relu }');
});

test('a comment becomes a check of type, shape and values', () => {
  expect(bodyOf('const y = f();   // Tensor<[2]>: 3, 4\n')).toContain('$Same<typeof y, Tensor<[2]>> = true');
  expect(bodyOf('f();   // 3, 4\n')).toMatch(/const (\$\d+) = f\(\);;? await \$values\("3, 4", \1, "3, 4"\);/);
  expect(bodyOf('const [a, b] = f();   // [1] and [2]\n')).toMatch(/\$values\("\[1\]", a.*\$values\("\[2\]", b/);
  expect(bodyOf('console.log(1, 2);   // 1 2\n')).toContain('$print("1 2", 1, 2);');
  expect(bodyOf('f();   // as it was\n')).toContain('f();   // as it was');
});

describe('the checks fail on', () => {
  const tensor = { shape: [2, 1], data: () => Promise.resolve(new Float32Array([0.123, 5])) };

  test.each(['0.12, 5', '[0.123, 5]', '[2, 1]', '1.23e-1, 5'])('not on %s', async (said) => {
    await expect($values(said, tensor, said)).resolves.toBeUndefined();
  });

  test.each(['0.13, 5', '0.1234, 5', '0.12, 6', '0.12', '[1, 2]', '0 everywhere', '1.3e-1, 5'])('%s', async (said) => {
    await expect($values(said, tensor, said)).rejects.toThrow('the comment says');
  });

  test('what is printed otherwise', () => {
    expect(() => $print('Float32Array [1, 2]: both', new Float32Array([1, 2]))).not.toThrow();
    expect(() => $print('Float32Array [1, 3]', new Float32Array([1, 2]))).toThrow('the comment says');
  });
});
