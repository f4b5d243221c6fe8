/**
 * Proves that a backend computes what the contract says: cases as data, oracles in float64, no test runner.
 * For vitest, see `@gemmule/conformance/vitest`.
 *
 * @packageDocumentation
 */
export { conformanceCases, smokeCases } from './cases.ts';
export { declareSuite, type DescribeOptions, type TestRunner } from './declare-suite.ts';
export type { CaseContext, CaseLevel, ConformanceCase } from './harness/case.ts';
export type { Difference } from './harness/compare.ts';
export {
  type BackendFactory,
  type ConformanceOptions,
  type ConformancePlan,
  planConformance,
  type PlannedRun,
  type RunResult,
  type Variant,
} from './plan.ts';
export { runConformance, type RunOptions } from './run-conformance.ts';
export { supportMatrix } from './support-matrix.ts';
export { naiveBackend } from './testing/naive-backend.ts';
export {
  boundedSums,
  exact,
  type Expected,
  isWithin,
  SAFETY,
  sumBound,
  type Sums,
  UNIT_ROUNDOFF,
} from './tolerance.ts';
export type { Waivers } from './waivers.ts';
export { withoutOverrides, wrapBackend } from './wrap-backend.ts';
