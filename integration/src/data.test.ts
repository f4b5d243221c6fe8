import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

test('Node.js runs the packed data package', () => {
  const consumer = inject('consumer');
  const output = execFileSync(process.execPath, [join(consumer, 'data.ts')], {
    cwd: consumer,
    timeout: 30_000,
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual({ shape: [2, 1], counts: [2, 1], pixels: [1, 2, 3, 255] });
});
