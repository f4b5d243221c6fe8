import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CheckpointWriter } from '../training/train.ts';

/** A {@link CheckpointWriter} that can be read again. */
export interface CheckpointFile extends CheckpointWriter {
  /** The last checkpoint, to `resume` from; undefined where there is none. */
  load(): Promise<Uint8Array | undefined>;
}

/**
 * Keeps the last checkpoint of a training in a file. It is written whole or not at all: under another name first, which is
 * then changed at once, so whoever reads it, even after a crash in the middle, finds the one before or the new one.
 *
 * @param options `everySteps`: also after so many steps, not only after epochs
 * @throws what the file system throws, as a system error with a `code`.
 * @example
 * ```ts
 * const file = checkpointFile('digits.checkpoint', { everySteps: 500 });
 * await nn.train(model, {
 *   data, loss: nn.crossEntropy, optimizer, epochs: 3, checkpoint: file, resume: await file.load(),
 * });
 * ```
 */
export function checkpointFile(path: string, options: { readonly everySteps?: number } = {}): CheckpointFile {
  return { save: (bytes) => writeWhole(path, bytes), load: () => readIfThere(path), everySteps: options.everySteps };
}

/**
 * Writes a file whole or not at all, in a folder that is made where there is none.
 *
 * @throws what the file system throws; then there is the old file, and none beside it.
 * @example
 * ```ts
 * model.initialize({ seed: 1 });
 * await writeWhole('model.safetensors', await nn.saveSafetensors(model));
 * ```
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      // Before the name changes: after a power failure there must be no new name for content that was never written.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
