import { afterAll, describe, test } from 'vitest';
import { declareSuite, type DescribeOptions } from './declare-suite.ts';
import type { BackendFactory } from './plan.ts';

export type { DescribeOptions } from './declare-suite.ts';

/**
 * Declares the whole suite as vitest tests, one per run, and prints the support matrix at the end. A factory that
 * rejects is a failed test; so is a waiver without a reason, one that names no case, and a waived case that passes.
 *
 * @throws Nothing: a factory that rejects is a test that fails.
 * @example
 * ```ts no-run
 * describeBackend('cpu', () => cpu(), { waive: { 'unary: exp of special values': 'the device flushes subnormals' } });
 * ```
 */
export function describeBackend(name: string, factory: BackendFactory, options?: DescribeOptions): void {
  declareSuite({ describe, test, afterAll }, name, factory, options);
}
