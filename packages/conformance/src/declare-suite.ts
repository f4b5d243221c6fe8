import {
  type BackendFactory,
  type ConformanceOptions,
  type ConformancePlan,
  planConformance,
  type RunResult,
} from './plan.ts';
import { supportMatrix } from './support-matrix.ts';

/** Options of {@link declareSuite}, and of `describeBackend`. */
export interface DescribeOptions extends ConformanceOptions {
  /** Where the support matrix goes at the end. Default: the console. */
  readonly print?: (matrix: string) => void;
  /** Time a single run may take, in milliseconds. Default 60 000. */
  readonly timeout?: number;
}

/** What a test runner must offer. vitest does; `describe` has to wait for its body. */
export interface TestRunner {
  describe(name: string, body: () => Promise<void>): unknown;
  /** Declares a test; `timeout` in milliseconds. */
  test(name: string, options: { timeout: number }, body: () => void | Promise<void>): unknown;
  /** Runs `body` when all tests have run. */
  afterAll(body: () => void): unknown;
}

/**
 * Declares the whole suite in `runner`, one test per run. See `describeBackend` of `@gemmule/conformance/vitest`.
 *
 * @throws Nothing: a factory that rejects is a test that fails.
 * @example
 * ```ts
 * // Any runner whose `describe` waits for its body.
 * const names: string[] = [];
 * const runner = {
 *   describe: (_: string, body: () => Promise<void>) => body(),
 *   test: (name: string) => names.push(name),
 *   afterAll: () => undefined,
 * };
 * declareSuite(runner, 'naive', () => naiveBackend());
 * ```
 */
export function declareSuite(
  runner: TestRunner,
  name: string,
  factory: BackendFactory,
  options: DescribeOptions = {},
): void {
  const { print = console.log, timeout = 60_000 } = options;
  runner.describe(`conformance of ${name}`, async () => {
    let plan: ConformancePlan;
    try {
      // While collecting, because which tests there are depends on the backend's overrides.
      plan = await planConformance(factory, options);
    } catch (error) {
      runner.test('the factory makes a backend', { timeout }, () => {
        throw error;
      });
      return;
    }
    const { backend, runs, faults } = plan;
    const results: RunResult[] = [];
    runner.test('waivers name cases and give reasons', { timeout }, () => {
      if (faults.length > 0) throw new Error(faults.join('\n'));
    });
    for (const run of runs) {
      const title = run.waiver === undefined ? run.name : `${run.name} [waived: ${run.waiver}]`;
      runner.test(title, { timeout }, async () => {
        const result = await run.execute();
        results.push(result);
        if (result.status === 'failed') throw new Error(result.message);
      });
    }
    runner.afterAll(() => {
      backend.dispose();
      print(`${name} (${backend.engine})\n${supportMatrix(results)}`);
    });
  });
}
