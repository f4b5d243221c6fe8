import type { TrainingCallback } from './callback.ts';

/**
 * Writes a training down as lines of JSON, one for each step, epoch and the end: `{"kind":"step","epoch":1,"loss":0.7,…}`.
 * Numbers that are not finite are written as `"NaN"`, `"Infinity"` and `"-Infinity"`.
 *
 * @param write gets a line with its end; what it returns is waited for
 * @param options `everySteps`: of steps, only each so many-th. Default 1.
 * @throws Nothing; what `write` throws ends the training.
 * @example
 * ```ts
 * const log = createWriteStream('run.jsonl');
 * await nn.train(model, {
 *   data, loss: nn.crossEntropy, optimizer, epochs: 3, callbacks: [nn.jsonLines((line) => void log.write(line))],
 * });
 * ```
 */
export function jsonLines(
  write: (line: string) => void | Promise<void>,
  { everySteps = 1 }: { readonly everySteps?: number } = {},
): TrainingCallback {
  const line = (kind: string, report: object): void | Promise<void> =>
    write(`${JSON.stringify({ kind, ...report }, finite)}\n`);
  return {
    onStep: (report) => (report.step % everySteps === 0 ? line('step', report) : undefined),
    onEpoch: (report) => line('epoch', report),
    onEnd: ({ epochs, ...report }) => line('end', { epochs: epochs.length, ...report }),
  };
}

/** JSON has no other numbers, and would write null. */
function finite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
