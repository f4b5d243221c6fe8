import { median, quantile } from '../statistics.ts';
import type { Way } from './contest.ts';
import type { Line } from './lines.ts';
import { efficiency, type Network } from './scaling.ts';

type Of<K extends Line['kind']> = Extract<Line, { kind: K }>;

const ofKind = <K extends Line['kind']>(lines: readonly Line[], kind: K): Of<K>[] =>
  lines.filter((line): line is Of<K> => line.kind === kind);

/** Microseconds by bytes: the median over rounds. */
function mediansOf(lines: readonly Line[]): Map<number, number> {
  const groups = Map.groupBy(ofKind(lines, 'allReduce'), ({ bytes }) => bytes);
  return new Map(
    Array.from(groups, ([bytes, group]) => [bytes, median(group.map(({ microseconds }) => microseconds))]),
  );
}

/** Ours beside the C program's, as a table. */
export function reportAllReduces(ours: readonly Line[], native: readonly Line[]): string {
  const [own, theirs] = [mediansOf(ours), mediansOf(native)];
  const rows = Array.from(own, ([bytes, microseconds]) => {
    const limit = theirs.get(bytes);
    return [
      size(bytes),
      microseconds.toFixed(1),
      bandwidth(bytes, microseconds),
      limit === undefined ? '–' : limit.toFixed(1),
      limit === undefined ? '–' : bandwidth(bytes, limit),
      limit === undefined ? '–' : (microseconds / limit).toFixed(2),
    ];
  });
  return table('allreduce of float32 in place', ['bytes', 'µs', 'GB/s', 'C: µs', 'C: GB/s', 'ratio'], rows);
}

function stepsOf(lines: readonly Line[], name: string): Map<Way, number[]> {
  const steps = ofKind(lines, 'step').filter((line) => line.name === name);
  const groups = Map.groupBy(steps, ({ way }) => way);
  return new Map(Array.from(groups, ([way, group]) => [way, group.map(({ milliseconds }) => milliseconds)]));
}

/** Milliseconds a step in every way, and what share of the processes is left for learning. */
export function reportTraining(lines: readonly Line[]): string {
  return ofKind(lines, 'network')
    .map(({ name, parameters, library, size: ranks }) => {
      const steps = stepsOf(lines, name);
      const shares = (of: Way): number[] => steps.get(of)!.map((ms, round) => steps.get('one process')![round]! / ms);
      const meanwhile = steps.get('together')!.map((ms, round) => steps.get('each for itself')![round]! / ms);
      const rows = Array.from(steps, ([way, milliseconds]) => {
        const share = shares(way);
        return [
          way,
          median(milliseconds).toFixed(1),
          percent(median(share)),
          `${percent(quantile(share, 0.25))} … ${percent(quantile(share, 0.75))}`,
        ];
      });
      const title = `${name}: ${parameters.toLocaleString('en')} parameters, ${ranks} processes, ${library}`;
      return (
        `${table(title, ['way', 'ms a step', 'of one process', 'middle half'], rows)}\n` +
        `together, of each for itself: ${percent(median(meanwhile))}\n`
      );
    })
    .join('\n');
}

/** Networks between machines, as their makers and others describe them: none of them was measured here. */
const assumed: readonly Network[] = [
  { name: 'Ethernet, 1 Gbit/s', latency: 50e-6, bandwidth: 0.118e9 },
  { name: 'Ethernet, 25 Gbit/s', latency: 15e-6, bandwidth: 2.9e9 },
  { name: 'InfiniBand, 200 Gbit/s', latency: 1.5e-6, bandwidth: 23e9 },
];

/** A model of many processes. */
export function reportScaling(lines: readonly Line[]): string {
  const bucket = 2 ** 22;
  const medians = mediansOf(lines);
  // Between two processes, an allreduce is a message there and one back, of half the bytes each.
  const measured: Network = {
    name: 'as measured here, in memory',
    latency: medians.get(4)! / 2e6,
    bandwidth: bucket / (medians.get(bucket)! / 1e6),
  };
  const counts = [2, 8, 64, 512];
  const parts = ofKind(lines, 'network').map(({ name, parameters }) => {
    const steps = stepsOf(lines, name);
    const bytes = 4 * parameters;
    const step = {
      alone: median(steps.get('one process')!) / 1000,
      together: median(steps.get('together')!) / 1000,
      bytes,
      buckets: Math.ceil(bytes / bucket),
    };
    const rows = [measured, ...assumed].map((network) => [
      network.name,
      ...counts.map((ranks) => percent(efficiency(ranks, step, network))),
    ]);
    return table(
      `A MODEL, on paper, of ${name}: share of the time that goes into learning`,
      ['network', ...counts.map((ranks) => `${ranks} ranks`)],
      rows,
    );
  });
  return `${parts.join('\n')}\nThe steps, of one process and of two, were measured here; of the networks only the first, between two processes.`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const bandwidth = (bytes: number, microseconds: number): string => (bytes / microseconds / 1000).toFixed(2);
const size = (bytes: number): string =>
  bytes >= 1 << 20 ? `${bytes / (1 << 20)} Mi` : bytes >= 1 << 10 ? `${bytes / (1 << 10)} Ki` : String(bytes);

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
  return [title, ...all.map(line), ''].join('\n');
}
