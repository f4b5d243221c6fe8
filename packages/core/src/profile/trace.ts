import type { KernelRun } from './recorder.ts';

/**
 * Runs as Chromium's trace event format has them: complete events ("X"), times in microseconds, an operation over the kernels
 * that it ran one after the other.
 */
export function chromeTrace(engine: string, runs: readonly KernelRun[]): string {
  const events: object[] = [
    { ph: 'M', pid: 1, tid: 1, name: 'process_name', args: { name: `Gemmule, ${engine}` } },
    { ph: 'M', pid: 1, tid: 1, name: 'thread_name', args: { name: 'operations' } },
    { ph: 'M', pid: 1, tid: 2, name: 'thread_name', args: { name: 'kernels' } },
  ];
  for (const group of byOperation(runs)) {
    const [first, last] = [group[0]!, group.at(-1)!];
    const end = last.start + last.duration;
    events.push(complete(1, first.operation, first.start, end - first.start, { kernels: group.length }));
    for (const { kernel, start, duration, flops, bytes, allocations } of group) {
      events.push(complete(2, kernel, start, duration, { flops, bytes, allocations }));
    }
  }
  return JSON.stringify({ displayTimeUnit: 'ms', traceEvents: events });
}

function complete(tid: number, name: string, start: number, duration: number, args: object): object {
  return { ph: 'X', pid: 1, tid, name, ts: start * 1000, dur: duration * 1000, args };
}

/** Neighbours of one operation together. */
function byOperation(runs: readonly KernelRun[]): KernelRun[][] {
  const groups: KernelRun[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    if (group?.[0]?.operation === run.operation) group.push(run);
    else groups.push([run]);
  }
  return groups;
}
