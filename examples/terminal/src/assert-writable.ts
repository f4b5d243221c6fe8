import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes sure, before an hour of training rather than after it, that a file can be written there. */
export function assertWritable(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
}
