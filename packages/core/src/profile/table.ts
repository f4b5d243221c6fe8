import type { KernelRun } from './recorder.ts';

/** All runs of one kernel for one operation. */
export interface OperationRow {
  /** As in {@link KernelRun}. */
  readonly operation: string;
  /** As in {@link KernelRun}. */
  readonly kernel: string;
  /** Runs of that kernel for that operation. */
  readonly calls: number;
  /** Milliseconds. */
  readonly time: number;
  /** Floating-point operations of all of them. */
  readonly flops: number;
  /** Bytes that all of them read and wrote. */
  readonly bytes: number;
  /** Times that the backend was asked for new memory on their behalf. */
  readonly allocations: number;
}

/** Adds runs up by operation and kernel; the slowest first. */
export function rowsOf(runs: readonly KernelRun[]): OperationRow[] {
  const rows = new Map<string, { -readonly [Key in keyof OperationRow]: OperationRow[Key] }>();
  for (const { operation, kernel, duration, flops, bytes, allocations } of runs) {
    const key = `${operation} ${kernel}`;
    const row = rows.get(key) ?? { operation, kernel, calls: 0, time: 0, flops: 0, bytes: 0, allocations: 0 };
    rows.set(key, row);
    row.calls += 1;
    row.time += duration;
    row.flops += flops;
    row.bytes += bytes;
    row.allocations += allocations;
  }
  return [...rows.values()].sort((a, b) => b.time - a.time);
}

/** What a table is made of. */
export interface TableContent {
  readonly engine: string;
  readonly elapsed: number;
  readonly rows: readonly OperationRow[];
}

const HEAD = ['operation', 'kernel', 'calls', 'ms', 'share', 'GFLOP/s', 'GB/s', 'MB', 'allocations'];

/** The rows as text, numbers to the right. */
export function tableOf({ engine, elapsed, rows }: TableContent): string {
  const sum = (key: 'calls' | 'time' | 'flops' | 'bytes' | 'allocations'): number =>
    rows.reduce((total, row) => total + row[key], 0);
  const total = {
    operation: 'all',
    kernel: '',
    calls: sum('calls'),
    time: sum('time'),
    flops: sum('flops'),
    bytes: sum('bytes'),
    allocations: sum('allocations'),
  };
  const lines = [...rows, total].map((row) => cellsOf(row, total.time));
  const widths = HEAD.map((title, i) => Math.max(title.length, ...lines.map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = '-'.repeat(widths.reduce((all, width) => all + width + 2, -2));
  return [
    `engine ${engine}, ${elapsed.toFixed(1)} ms in all, ${total.time.toFixed(1)} ms in kernels`,
    line(HEAD),
    rule,
    ...lines.slice(0, -1).map(line),
    rule,
    line(lines.at(-1)!),
  ].join('\n');
}

function cellsOf({ operation, kernel, calls, time, flops, bytes, allocations }: OperationRow, whole: number): string[] {
  const perSecond = (amount: number): string => (time === 0 || amount === 0 ? '-' : (amount / time / 1e6).toFixed(1));
  return [
    operation,
    kernel,
    String(calls),
    time.toFixed(2),
    whole === 0 ? '-' : `${((100 * time) / whole).toFixed(1)} %`,
    perSecond(flops),
    perSecond(bytes),
    (bytes / 1e6).toFixed(1),
    String(allocations),
  ];
}
