import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { bundleForNode } from './bundles.ts';

const consumer = inject('consumer');

const programs: Record<string, () => Promise<string> | string> = {
  'the packed packages': () => join(consumer, 'node.ts'),
  'a minified bundle of esbuild': () => bundleForNode(consumer),
};

test.each(Object.entries(programs))('Node.js runs %s', async (_name, program) => {
  const output = execFileSync(process.execPath, [await program()], {
    cwd: consumer,
    timeout: 30_000,
    encoding: 'utf8',
  });
  const { chosen, ...comparisons } = JSON.parse(output);
  expect(chosen).toMatch(/^wasm-relaxed-simd x\d+$/);
  const right = { count: 128 * 128 + 2 * 32 * 24 * 24, difference: expect.closeTo(0, 5) };
  expect(comparisons).toEqual({
    inlined: { engine: 'wasm-relaxed-simd x2', ...right },
    simd: { engine: 'wasm-simd x2', ...right },
    relaxed: { engine: 'wasm-relaxed-simd x2', ...right },
  });
});
