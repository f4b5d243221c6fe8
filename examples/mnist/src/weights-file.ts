import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FormatError } from '@gemmule/core';
import * as nn from '@gemmule/nn';

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

/** Gives a model the weights of a file. @throws FormatError that names the file, which may be anything. */
export function loadWeights(model: nn.AnyLayer, path: string): void {
  try {
    nn.loadSafetensors(model, readFileSync(path));
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`, { cause: error }) : error;
  }
}
