import { failuresOf, type Outcome, type Score, verdict } from './play.ts';
import type { Peer } from './peers/peer.ts';

/** Where the numbers come from. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly processors: string;
  readonly date: string;
  readonly peers: readonly { readonly name: string; readonly version: string; readonly engine: string }[];
}

/** The lines above the table. */
export function header(environment: Environment): string {
  const [ours, ...others] = environment.peers.map(({ name, version, engine }) => `${name} ${version} (${engine})`);
  const { node, platform, processors } = environment;
  return `${ours} against ${others.join(', ')}\nNode.js ${node}, ${platform}, ${processors}\n`;
}

/** The table of all outcomes and what is to be said about it. */
export function report(outcomes: readonly Outcome[], peers: readonly [Peer, ...Peer[]]): string {
  const [ours, ...others] = peers.map((peer) => peer.name) as [string, ...string[]];
  const head = ['operation', 'pass', `${ours} GF/s`];
  for (const name of others) head.push(`${name} GF/s`, 'ratio', 'middle half', 'target');
  head.push('error', 'rounds');
  const rows = outcomes.map((outcome) => {
    const { task, scores, rounds } = outcome;
    const score = scores.get(ours);
    const row = [task.case.name, task.pass, speed(score)];
    for (const name of others) row.push(speed(scores.get(name)), ...ratio(outcome, name));
    row.push(score?.kind === 'timed' ? score.error.toExponential(0) : '', String(rounds));
    return row;
  });
  const notes = [...others.flatMap((name) => notesOn(outcomes, name)), ...outcomes.flatMap(failuresOf)];
  return `${table([head, ...rows])}\n\n${notes.join('\n')}\n`;
}

/** An outcome in a few words, as soon as it is there: `13.2x tfjs-cpu`. */
export function summaryOf({ scores }: Outcome): string {
  return [...scores]
    .map(([name, score]) => {
      if (score.kind !== 'timed') return `${name} ${score.kind}`;
      return score.ratio === undefined ? `${figures(score.gflops)} GF/s` : `${figures(score.ratio.median)}x ${name}`;
    })
    .join(', ');
}

/** What a program wants: every number of every outcome. */
export function toJson(environment: Environment, outcomes: readonly Outcome[]): string {
  const results = outcomes.map((outcome) => ({
    operation: outcome.task.case,
    pass: outcome.task.pass,
    flop: outcome.task.flop,
    rounds: outcome.rounds,
    peers: Object.fromEntries(
      [...outcome.scores].map(([name, score]) => [name, { ...score, ...verdict(outcome, name) }]),
    ),
  }));
  return `${JSON.stringify({ environment, results }, null, 2)}\n`;
}

/** Columns as wide as their widest cell; the first row is the head. Numbers stand on the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const numeric = head.map((_, column) => body.some((row) => /^[\d.]/.test(row[column] ?? '')) && column > 0);
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) =>
        numeric[column] === true ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n');
}

function speed(score: Score | undefined): string {
  if (score === undefined) return '';
  return score.kind === 'timed' ? figures(score.gflops) : score.kind;
}

function ratio(outcome: Outcome, name: string): [string, string, string] {
  const score = outcome.scores.get(name);
  if (score?.kind !== 'timed' || score.ratio === undefined) return ['', '', ''];
  const { median, low, high } = score.ratio;
  const decided = verdict(outcome, name);
  const target = decided === undefined ? '' : `${decided.target}x ${decided.met ? 'met' : 'missed'}`;
  return [`${figures(median)}x`, `${figures(low)}-${figures(high)}`, target];
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

function notesOn(outcomes: readonly Outcome[], name: string): string[] {
  const verdicts = outcomes.map((outcome) => verdict(outcome, name)).filter((decided) => decided !== undefined);
  const met = verdicts.filter((decided) => decided.met).length;
  const notes = [`ratio: ${name}'s time over ours, the median over rounds; ${met} of ${verdicts.length} targets met`];
  const skipped = new Set(
    outcomes
      .map((outcome) => outcome.scores.get(name))
      .flatMap((score) => (score?.kind === 'skipped' ? [score.reason] : [])),
  );
  for (const reason of skipped) notes.push(`skipped: ${reason}; --all runs it too`);
  return notes;
}
