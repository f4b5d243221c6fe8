/** Ranges of plain numbers among options. Each throws a ShapeError that names the operation and the option. */
import { ShapeError } from '@gemmule/core';

/** Throws unless `value` is a finite number from 0. */
export function assertAtLeast0(operation: string, key: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new ShapeError(`${operation}: ${key} must be a finite number of at least 0, got ${String(value)}`);
}

/** Throws unless `value` is a finite number above 0. */
export function assertAbove0(operation: string, key: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new ShapeError(`${operation}: ${key} must be a finite number above 0, got ${String(value)}`);
}

/** Throws unless `value` is in `[0, 1)`. */
export function assertFraction(operation: string, key: string, value: number): void {
  if (Number.isFinite(value) && value >= 0 && value < 1) return;
  throw new ShapeError(`${operation}: ${key} must be at least 0 and below 1, got ${String(value)}`);
}

/** Throws unless `value` is in `[0, 1]`. */
export function assertShare(operation: string, key: string, value: number): void {
  if (Number.isFinite(value) && value >= 0 && value <= 1) return;
  throw new ShapeError(`${operation}: ${key} must be from 0 to 1, got ${String(value)}`);
}
