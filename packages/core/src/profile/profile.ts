import type { Backend } from '../backend/backend.ts';
import { getBackend } from '../backend/registry.ts';
import { type KernelRun, Recorder } from './recorder.ts';
import { type OperationRow, rowsOf, tableOf } from './table.ts';
import { chromeTrace } from './trace.ts';

/** What {@link profile} found. */
export interface Profile<T> {
  /** What the function returned. */
  readonly result: T;
  /** What really ran: `'wasm-relaxed-simd x2'`. */
  readonly engine: string;
  /** Milliseconds from the call to the end of the last kernel. */
  readonly elapsed: number;
  /** Every run of a kernel, in order. */
  readonly runs: readonly KernelRun[];
  /** Added up by operation and kernel, the slowest first. */
  readonly rows: readonly OperationRow[];
  /** The rows as text. */
  table(): string;
  /** The runs as a file for the trace viewers of Chromium (`chrome://tracing`) and Perfetto, in JSON. */
  trace(): string;
}

/**
 * Runs `body` and tells where its time goes: for each operation, and each gradient of one, the kernels it ran, their time, the
 * bytes they moved at the least, their floating-point operations, and how often memory was asked for.
 *
 * Each kernel is waited for, so times are those of kernels, and the whole takes longer than without. Where nothing can be read
 * at once (WebGPU) it is found out afterwards when each was done. Without a call of this function nothing is measured, and
 * nothing is slower.
 *
 * @param body may return a promise; one call at a time for a backend
 * @throws whatever `body` throws.
 * @example
 * ```ts
 * const [x, weight] = [ones([8, 3, 32, 32]), ones([16, 3, 3, 3])];
 * const found = await profile(() => conv2d(x, weight));
 * console.log(found.table());
 * await writeFile('trace.json', found.trace());
 * ```
 */
export async function profile<T>(
  body: () => T | Promise<T>,
  { backend = getBackend() }: { readonly backend?: Backend } = {},
): Promise<Profile<T>> {
  const recorder = new Recorder(backend);
  const begin = performance.now();
  const stop = recorder.start();
  let result: T;
  try {
    result = await body();
  } finally {
    stop();
  }
  const runs = await recorder.runs();
  const elapsed = performance.now() - begin;
  const { engine } = backend;
  const rows = rowsOf(runs);
  return {
    result,
    engine,
    elapsed,
    runs,
    rows,
    table: () => tableOf({ engine, elapsed, rows }),
    trace: () => chromeTrace(engine, runs),
  };
}
