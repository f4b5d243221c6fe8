import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operationsTable, path } from '../scripts/operations-table.ts';

test('docs/operations.md says what the suite shows (pnpm run docs:operations writes it)', async () => {
  const table = await operationsTable();
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(table);
  // Every operation is used by some case.
  expect(table.split('\n').filter((line) => line.startsWith('| `') && line.includes('| – | –'))).toEqual([]);
}, 300_000); // It runs most of the suite.
