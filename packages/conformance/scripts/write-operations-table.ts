import { writeFileSync } from 'node:fs';
import { operationsTable, path } from './operations-table.ts';

writeFileSync(path, await operationsTable());
