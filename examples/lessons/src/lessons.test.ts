import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const lessons = readdirSync(import.meta.dirname).filter((name) => /^\d\d-.*\.ts$/.test(name));

function run(name: string): string {
  const script = join(import.meta.dirname, name);
  return execFileSync(process.execPath, ['--conditions=gemmule:source', script], { encoding: 'utf8', timeout: 60_000 });
}

describe('every lesson runs and prints what its comments promise', () => {
  const last: Record<string, unknown> = {
    '01-tensors.ts': 'after dispose: 0',
    '02-convolution.ts': '<conv x, y> = 2, <x, convTranspose y> = 2',
    '03-gradients.ts': 'found: 0 1 0 1 -4 1 0 1 0',
    '04-own-layer.ts': 'right on more than 95 % of 500 points it has not seen',
    '05-sizes.ts': 'and it is: true',
    '06-training.ts': 'right on more than 90 % of 200 that it has not seen',
    '07-looking-inside.ts': expect.stringMatching(/^the backends agree on 6 layers/),
    '08-gradients-of-gradients.ts': 'each is within 0.1 of 1: true',
  };

  it('none is forgotten here', () => {
    expect(lessons).toEqual(Object.keys(last));
  });

  it.each(lessons)('%s', (name) => {
    expect(run(name).trimEnd().split('\n').at(-1)).toEqual(last[name]);
  });
});
