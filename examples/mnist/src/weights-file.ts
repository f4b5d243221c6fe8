import { readFileSync } from 'node:fs';
import { FormatError } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/** Gives a model the weights of a file. @throws FormatError that names the file, which may be anything. */
export function loadWeights(model: nn.AnyLayer, path: string): void {
  try {
    nn.loadSafetensors(model, readFileSync(path));
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`${path}: ${error.message}`, { cause: error }) : error;
  }
}
