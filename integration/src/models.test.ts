import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

test('Node.js runs the packed nn, zoo, onnx and tfjs packages', () => {
  const consumer = inject('consumer');
  const output = execFileSync(process.execPath, [join(consumer, 'models.ts')], {
    cwd: consumer,
    timeout: 30_000,
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual({ parameters: 61_706, same: true, paths: ['weights.bin'], sum: [6] });
});
