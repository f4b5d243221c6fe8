import { type BackendFactory, type ConformanceOptions, planConformance, type RunResult } from './plan.ts';

/** Options of {@link runConformance}. */
export interface RunOptions extends ConformanceOptions {
  /** Called after every run, for progress. */
  readonly onResult?: (result: RunResult, done: number, total: number) => void;
}

/**
 * Runs the whole suite on a backend, without any test runner, and disposes the backend. Nothing is skipped silently: a
 * factory that rejects and a waiver that fits no case are failed results of their own.
 *
 * @throws Nothing: what goes wrong is a failed result.
 * @example
 * ```ts
 * const results = await runConformance(() => naiveBackend());
 * console.log(supportMatrix(results));
 * process.exitCode = results.some((result) => result.status === 'failed') ? 1 : 0;
 * ```
 */
export async function runConformance(factory: BackendFactory, options: RunOptions = {}): Promise<RunResult[]> {
  let plan;
  try {
    plan = await planConformance(factory, options);
  } catch (error) {
    return [suiteFailure('the factory makes a backend', error instanceof Error ? error.message : String(error))];
  }
  const results = plan.faults.map((fault) => suiteFailure('waivers name cases and give reasons', fault));
  for (const [i, run] of plan.runs.entries()) {
    const result = await run.execute();
    results.push(result);
    options.onResult?.(result, i + 1, plan.runs.length);
  }
  plan.backend.dispose();
  return results;
}

function suiteFailure(what: string, message: string): RunResult {
  const group = 'suite';
  return { name: `${group}: ${what}`, group, variant: 'with overrides', status: 'failed', message, milliseconds: 0 };
}
