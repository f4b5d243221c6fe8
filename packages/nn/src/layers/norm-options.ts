import { assertBoolean, assertPositive, positivePerAxis, ShapeError } from '@gemmule/core';
import { constant, type ParameterDefinition } from '../layer/parameter.ts';

/** What normalisations without running statistics can be told. */
export interface NormOptions {
  /** Added to the variance, so that the root of it divides safely. Default 1e-5. */
  readonly epsilon?: number;
  /** Whether to learn a factor and a summand. */
  readonly affine?: boolean;
}

/** Throws unless `epsilon` is a finite number from 0. */
export function assertEpsilon(kind: string, epsilon: number): void {
  if (Number.isFinite(epsilon) && epsilon >= 0) return;
  throw new ShapeError(`${kind}: epsilon must be a finite number of at least 0, got ${String(epsilon)}`);
}

/** Lengths given as a list of positive integers, or as a single one. */
export function assertLengths(kind: string, key: string, value: number | readonly number[]): number[] {
  if (Array.isArray(value)) return positivePerAxis(kind, key, value, value.length);
  assertPositive(kind, key, value as number);
  return [value as number];
}

/** Weight and bias of a normalisation, 1 and 0 at first, so that it begins as one without them. */
export function scaleAndShift(
  kind: string,
  shape: readonly number[],
  affine: boolean,
): { weight: ParameterDefinition | undefined; bias: ParameterDefinition | undefined } {
  assertBoolean(kind, 'affine', affine);
  if (!affine) return { weight: undefined, bias: undefined };
  return { weight: { shape, initialize: constant(1) }, bias: { shape, initialize: constant(0) } };
}
