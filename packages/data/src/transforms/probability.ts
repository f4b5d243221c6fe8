import { ShapeError } from '@gemmule/core';

/** How often a random transform does something. */
export interface Chance {
  /** How often it is done, from 0 to 1. Default 0.5. */
  readonly probability?: number;
}

/** @throws ShapeError unless it is a number from 0 to 1. */
export function assertProbability(operation: string, probability: number): void {
  if (probability >= 0 && probability <= 1) return;
  throw new ShapeError(`${operation}: probability must be a number from 0 to 1, got ${probability}`);
}
