import type { Backend, Overrides } from '@gemmule/core';

/** What a case gets to work with. */
export interface CaseContext {
  /** The backend under test. */
  readonly backend: Backend;
  /** Makes one more instance of the backend, for a case that must dispose it. The case does so itself. */
  readonly create: () => Promise<Backend>;
  /** Seed for everything random in this case. */
  readonly seed: number;
  /** Factor on the error bound of convolutions; 1 unless the backend's author set one (for Winograd). */
  readonly convolutionFactor: number;
  /** Share of a property's random tries to run. */
  readonly tries: number;
}

/**
 * What a case drives, and with that, how often it runs.
 * - `kernel`: a required method of the contract, directly. Runs once; overrides have no part in it.
 * - `override`: an optional kernel, directly. Runs where the backend has it.
 * - `op`: public operations of core. Runs with the backend's overrides and, if it has any, once more without them.
 */
export type CaseLevel = 'kernel' | 'override' | 'op';

/** One thing that a backend must get right. Runner-free: it throws an Error that says what is wrong. */
export interface ConformanceCase {
  /** Unique, `group: what it proves`. Waivers name it. */
  readonly name: string;
  /** The kernel or the operation, a row of the support matrix. */
  readonly group: string;
  /** What it drives: a kernel, an override, or an operation. */
  readonly level: CaseLevel;
  /** The optional kernel that an `override` case drives. */
  readonly override?: keyof Overrides;
  /** Rejects with what is wrong; an `AssertionError` of the kit has the numbers. */
  run(context: CaseContext): Promise<void>;
}
