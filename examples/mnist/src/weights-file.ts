import { accessSync, constants, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes sure, before an hour of training rather than after it, that a file can be written there. */
export function assertWritable(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
}

/**
 * Writes a file whole or not at all: under another name first, which is then changed at once. Whoever reads `path`, even
 * after a crash in the middle, finds the old content or the new one.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, bytes, { flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
