import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { arithmeticTables } from '../../scripts/generate-arithmetic.ts';

test('the committed tables are what scripts/generate-arithmetic.ts writes', () => {
  expect(readFileSync(new URL('arithmetic-tables.ts', import.meta.url), 'utf8')).toBe(arithmeticTables());
});
