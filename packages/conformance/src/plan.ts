import { type Backend, trimMemory } from '@gemmule/core';
import { conformanceCases } from './cases.ts';
import type { ConformanceCase } from './harness/case.ts';
import { type Difference, differenceOf } from './harness/compare.ts';
import { poisoned } from './harness/poisoned.ts';
import { seedOf } from './harness/random.ts';
import { faultyWaivers, type Waivers } from './waivers.ts';
import { withoutOverrides } from './wrap-backend.ts';

/** Makes a fresh backend. Called once for the suite, and once more by cases that must dispose theirs. */
export type BackendFactory = () => Backend | Promise<Backend>;

/** Options of every way to run the suite. */
export interface ConformanceOptions {
  /** Known failures: exact name of a run to the reason why it fails. A waived run that passes fails the suite. */
  readonly waive?: Waivers;
  /** Seed of all random data. Default 1. */
  readonly seed?: number;
  /**
   * Factor on the error bound of convolutions that go through the backend's overrides. Default 1. Winograd's minimal
   * filtering has larger constants than a sum of products; a backend that uses it states how much.
   */
  readonly convolutionFactor?: number;
  /**
   * Share of the random tries of each property to run, more than 0 and at most 1. Default 1. For a suite that runs often on
   * a device that compiles each geometry anew; every property is still tried, and run with 1 now and then.
   */
  readonly tries?: number;
  /** Cases to run. Default all; waivers are checked against all in any case. */
  readonly cases?: readonly ConformanceCase[];
}

/** Whether a run saw the backend as it is, or stripped of its overrides. */
export type Variant = 'with overrides' | 'without overrides';

/** How one run ended. */
export interface RunResult {
  /** That of the case, with the variant where there are two. */
  readonly name: string;
  /** What the case is about: a kernel, or an operation. */
  readonly group: string;
  /** With the overrides or without. */
  readonly variant: Variant;
  /** Waived: it failed, as a waiver said it would. */
  readonly status: 'passed' | 'waived' | 'failed';
  /** Why it failed; for a waived run, the reason and the failure. */
  readonly message?: string;
  /** What was computed and what it should have been, where a result was wrong. */
  readonly difference?: Difference;
  /** How long it took. */
  readonly milliseconds: number;
}

/** One case on one variant of the backend. */
export interface PlannedRun {
  /** That of the case, with the variant where there are two. */
  readonly name: string;
  /** What the case is about: a kernel, or an operation. */
  readonly group: string;
  /** With the overrides or without. */
  readonly variant: Variant;
  /** The reason, where this run is waived. */
  readonly waiver: string | undefined;
  /** Never rejects: what goes wrong is in the result. */
  execute(): Promise<RunResult>;
}

/** What has to run on a backend, and the backend. */
export interface ConformancePlan {
  /** The one that the factory made, whose overrides decide what there is to run. */
  readonly backend: Backend;
  /** In the order in which they run. */
  readonly runs: readonly PlannedRun[];
  /** What is wrong with the waivers; the suite fails if there is anything. */
  readonly faults: readonly string[];
}

/**
 * Makes the backend and lists what has to run on it.
 *
 * @throws whatever the factory throws.
 * @example
 * ```ts
 * const { backend, runs } = await planConformance(() => naiveBackend());
 * for (const run of runs.slice(0, 10)) console.assert((await run.execute()).status === 'passed');
 * backend.dispose();
 * ```
 */
export async function planConformance(
  factory: BackendFactory,
  options: ConformanceOptions = {},
): Promise<ConformancePlan> {
  const backend = await factory();
  const all = runsOf(backend, conformanceCases, factory, options);
  const chosen = options.cases === undefined ? all : runsOf(backend, options.cases, factory, options);
  const names = new Set([...all, ...chosen].map((run) => run.name));
  return { backend, runs: chosen, faults: faultyWaivers(options.waive ?? {}, names) };
}

function runsOf(
  backend: Backend,
  cases: readonly ConformanceCase[],
  factory: BackendFactory,
  options: ConformanceOptions,
): PlannedRun[] {
  const overrides = Object.entries(backend.overrides ?? {}).filter(([, kernel]) => kernel !== undefined);
  const names = new Set(overrides.map(([name]) => name));
  const bare = withoutOverrides(backend);
  return cases.flatMap((one): PlannedRun[] => {
    if (one.override !== undefined && !names.has(one.override)) return [];
    const first = planned(one, backend, 'with overrides', factory, options);
    // Kernels are the same functions with and without overrides, so those cases have nothing to repeat.
    if (one.level !== 'op' || names.size === 0) return [first];
    return [first, planned(one, bare, 'without overrides', factory, options)];
  });
}

function planned(
  one: ConformanceCase,
  backend: Backend,
  variant: Variant,
  factory: BackendFactory,
  { waive = {}, seed = 1, convolutionFactor = 1, tries = 1 }: ConformanceOptions,
): PlannedRun {
  const name = variant === 'with overrides' ? one.name : `${one.name} (without overrides)`;
  const waiver = Object.hasOwn(waive, name) ? waive[name] : undefined;
  // Kernel cases poison their own buffers; operations get theirs from core, which asks the backend.
  const own = one.level === 'op' ? poisoned(backend) : backend;
  const context = {
    backend: own,
    create: async () => factory(),
    seed: seedOf(one.name, seed),
    convolutionFactor: variant === 'with overrides' ? convolutionFactor : 1,
    tries,
  };
  const { group } = one;
  const execute = async (): Promise<RunResult> => {
    const start = performance.now();
    const failure = await failureOf(() => one.run(context));
    const milliseconds = performance.now() - start;
    trimMemory(own);
    return { name, group, variant, milliseconds, ...judge(failure, waiver) };
  };
  return { name, group, variant, waiver, execute };
}

interface Failure {
  readonly message: string;
  readonly difference?: Difference;
}

async function failureOf(run: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    const difference = differenceOf(error);
    const message = error instanceof Error ? error.message : String(error);
    return difference === undefined ? { message } : { message, difference };
  }
}

function judge(
  failure: Failure | undefined,
  waiver: string | undefined,
): Pick<RunResult, 'status' | 'message' | 'difference'> {
  if (waiver === undefined) return failure === undefined ? { status: 'passed' } : { status: 'failed', ...failure };
  if (failure !== undefined) return { ...failure, status: 'waived', message: `${waiver} (${failure.message})` };
  return { status: 'failed', message: `this case passes now: remove the waiver ('${waiver}')` };
}
