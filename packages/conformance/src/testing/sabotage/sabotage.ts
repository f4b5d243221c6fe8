import type { Axis, Backend, Geometry, Overrides } from '@gemmule/core';
import { wrapBackend } from '../../wrap-backend.ts';
import { columnsBackend } from '../columns-transpose.ts';
import type { NaiveBuffer } from '../naive/walk.ts';
import { naiveBackend } from '../naive-backend.ts';
import { referenceOverrides } from '../reference-overrides.ts';

/** A backend with one thing broken, and cases that must notice. */
export interface Sabotage {
  readonly what: string;
  readonly make: () => Backend;
  /** Exact names; every one of these must fail. */
  readonly caughtBy: readonly string[];
}

type Naive = Backend<NaiveBuffer>;

/** Breaks a member of the naive backend. `change` gets the intact one. */
export function sabotage(
  what: string,
  change: (intact: Naive) => Partial<Naive>,
  ...caughtBy: readonly [string, ...string[]]
): Sabotage {
  const make = (): Backend => {
    const intact = naiveBackend('sabotaged');
    return wrapBackend(intact, change(intact));
  };
  return { what, make, caughtBy };
}

/** As {@link sabotage}, of the naive backend that wants scratch columns for `convTranspose`. */
export function sabotageColumns(
  what: string,
  change: (intact: Naive) => Partial<Naive>,
  ...caughtBy: readonly [string, ...string[]]
): Sabotage {
  const make = (): Backend => {
    const intact = columnsBackend('sabotaged');
    return wrapBackend(intact, change(intact));
  };
  return { what, make, caughtBy };
}

/** Breaks one override of an otherwise correct set. */
export function sabotageOverride(
  what: string,
  change: (intact: Overrides<NaiveBuffer>) => Partial<Overrides<NaiveBuffer>>,
  ...caughtBy: readonly [string, ...string[]]
): Sabotage {
  const overrides = { ...referenceOverrides, ...change(referenceOverrides) };
  return sabotage(what, () => ({ overrides }), ...caughtBy);
}

/** Every axis of a geometry changed. */
export function eachAxis(geometry: Geometry, change: (axis: Axis, index: number) => Partial<Axis>): Geometry {
  return geometry.map((axis, index) => ({ ...axis, ...change(axis, index) }));
}

/** Runs `body` and lets `revise` replace what it wrote, knowing what was there before. */
export function revised(
  y: NaiveBuffer,
  body: () => void,
  revise: (now: number, before: number, i: number) => number,
): void {
  const before = y.data.slice();
  body();
  for (let i = 0; i < y.length; i += 1) y.data[i] = revise(y.data[i]!, before[i]!, i);
}

/** Rounds to the 11 bits of a float16's significand. */
export function halfPrecision(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 10);
  return Math.round(x / unit) * unit;
}
