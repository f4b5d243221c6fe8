import { titleOf } from './cases.ts';
import { failuresOf, type Outcome, type Score, verdict } from './play.ts';
import type { Peer } from './peers/peer.ts';

/** Where the numbers come from. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly processors: string;
  readonly date: string;
  readonly peers: readonly Pick<Peer, 'name' | 'version' | 'engine' | 'threads'>[];
}

/** The lines above the table. */
export function header(environment: Environment): string {
  const { node, platform, processors, peers } = environment;
  return `${lineup(peers)}\nNode.js ${node}, ${platform}, ${processors}\n`;
}

/** Who is compared with whom. */
export function lineup(
  peers: readonly (Omit<Environment['peers'][number], 'threads'> & { threads?: number })[],
): string {
  const rows = peers.map(({ name, version, engine, threads }, i) => {
    const place = i === 0 ? '' : i === 1 ? 'against' : 'and';
    const count = threads === undefined ? '' : threads === 1 ? '1 thread' : `${threads} threads`;
    return [place, name, version, engine, count];
  });
  return aligned(rows).join('\n');
}

/** The table of all outcomes, one line for each contestant, and what is to be said about it. */
export function report(outcomes: readonly Outcome[], peers: readonly Pick<Peer, 'name'>[]): string {
  const [ours = '', ...others] = peers.map((peer) => peer.name);
  const workHead = hasWork(outcomes) ? ['cpu ms', 'cpu ratio'] : [];
  const head = [
    'operation',
    'pass',
    'by',
    'ms',
    'GF/s',
    'ratio',
    'middle half',
    'target',
    ...workHead,
    'error',
    'rounds',
  ];
  const rows = outcomes.flatMap((outcome) =>
    [ours, ...others].map((name, i) => {
      const { task, scores, rounds, roundsPlayed } = outcome;
      const counted = rounds === roundsPlayed ? String(rounds) : `${rounds} of ${roundsPlayed}`;
      const [operation, pass, count] = i === 0 ? [task.case.name, task.pass, counted] : ['', '', ''];
      const score = scores.get(name);
      return [
        operation,
        pass,
        name,
        ...speed(score),
        ...ratio(outcome, name),
        ...(hasWork(outcomes) ? workOf(score) : []),
        errorOf(score),
        count,
      ];
    }),
  );
  const notes = [
    "ratio: a peer's time over ours, the median over rounds",
    ...(hasWork(outcomes) ? ['cpu: the same of the time of all processors together'] : []),
    ...others.flatMap((name) => targetsAgainst(outcomes, name)),
    ...reasons(outcomes, 'lacking').map((reason) => `–: ${reason}`),
    ...reasons(outcomes, 'skipped').map((reason) => `skipped: ${reason}; --all runs it too`),
    ...outcomes.flatMap(failuresOf),
    ...missesOf(outcomes),
  ];
  return `${table([head, ...rows])}\n\n${notes.join('\n')}\n`;
}

/** An outcome in a few words, as soon as it is there: `13.2x tfjs-cpu`. */
export function summaryOf({ scores }: Outcome): string {
  return [...scores]
    .map(([name, score]) => {
      if (score.kind !== 'timed') return `${name} ${score.kind === 'lacking' ? '–' : score.kind}`;
      return score.ratio === undefined ? `${figures(score.gflops)} GF/s` : `${figures(score.ratio.median)}x ${name}`;
    })
    .join(', ');
}

/** What a program wants: every number of every outcome. */
export function toJson(environment: Environment, outcomes: readonly Outcome[]): string {
  return `${JSON.stringify({ environment, results: resultsOf(outcomes) }, null, 2)}\n`;
}

/** Outcomes as JSON can hold them, with their verdicts. */
export function resultsOf(outcomes: readonly Outcome[]): object[] {
  return outcomes.map((outcome) => ({
    operation: outcome.task.case,
    pass: outcome.task.pass,
    flop: outcome.task.flop,
    rounds: outcome.rounds,
    roundsPlayed: outcome.roundsPlayed,
    peers: Object.fromEntries(
      [...outcome.scores].map(([name, score]) => [name, { ...score, ...verdict(outcome, name) }]),
    ),
  }));
}

/** Rows below a head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = '', ...body] = aligned(rows);
  const widths = (rows[0] ?? []).map((_, column) => widthOf(rows, column));
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

/** Columns as wide as their widest cell. Numbers stand on the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = (rows[0] ?? []).map((_, column) => ({
    width: widthOf(rows, column),
    numeric: column > 0 && rows.some((row) => /^\d[\d.]*(x|[e-][\d.-]+)?$/.test(row[column] ?? '')),
  }));
  return rows.map((row) =>
    columns
      .map(({ width, numeric }, column) => {
        const cell = row[column] ?? '';
        return numeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  return Math.max(...rows.map((row) => (row[column] ?? '').length));
}

/** Milliseconds and speed. */
function speed(score: Score | undefined): [string, string] {
  if (score?.kind === 'timed') return [figures(score.median), figures(score.gflops)];
  return [score?.kind === 'lacking' ? '–' : (score?.kind ?? ''), ''];
}

function ratio(outcome: Outcome, name: string): [string, string, string] {
  const score = outcome.scores.get(name);
  if (score?.kind !== 'timed' || score.ratio === undefined) return ['', '', ''];
  const { median, low, high } = score.ratio;
  const decided = verdict(outcome, name);
  const target = decided === undefined ? '' : `${decided.target}x ${decided.met ? 'met' : 'short'}, ${decided.by}`;
  return [`${figures(median)}x`, `${figures(low)}-${figures(high)}`, target];
}

/** Whether processor time was measured. */
function hasWork(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ scores }) => [...scores.values()].some((score) => score.kind === 'timed' && score.work));
}

/** Milliseconds of processor time, and the ratio. */
function workOf(score: Score | undefined): [string, string] {
  if (score?.kind !== 'timed' || score.work === undefined) return ['', ''];
  const { median, ratio } = score.work;
  return [figures(median), ratio === undefined ? '' : `${figures(ratio.median)}x`];
}

function errorOf(score: Score | undefined): string {
  if (score?.kind !== 'timed') return '';
  return score.error === 0 ? '0' : score.error.toExponential(0);
}

/** Two or three figures: more would be noise. */
function figures(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 0.1
        ? value.toFixed(2)
        : value.toPrecision(2);
}

function targetsAgainst(outcomes: readonly Outcome[], name: string): string[] {
  const verdicts = outcomes.map((outcome) => verdict(outcome, name)).filter((decided) => decided !== undefined);
  const met = verdicts.filter((decided) => decided.met).length;
  return [`${name}: ${verdicts.length === 0 ? 'no targets' : `${met} of ${verdicts.length} targets met`}`];
}

/** Every reason once. */
function reasons(outcomes: readonly Outcome[], kind: 'lacking' | 'skipped'): string[] {
  const scores = outcomes.flatMap((outcome) => [...outcome.scores.values()]);
  return [...new Set(scores.flatMap((score) => (score.kind === kind ? [score.reason] : [])))];
}

function missesOf(outcomes: readonly Outcome[]): string[] {
  const rows = outcomes.flatMap((outcome) =>
    [...outcome.scores.keys()].flatMap((name) => {
      const decided = verdict(outcome, name);
      if (decided === undefined || decided.met) return [];
      const [reached, range] = ratio(outcome, name);
      return [[`  ${titleOf(outcome.task)}`, name, reached, range, `wanted ${decided.target}x (${decided.by})`]];
    }),
  );
  return rows.length === 0 ? [] : ['', 'targets missed:', ...aligned(rows)];
}
