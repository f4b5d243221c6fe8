import { titleOf } from '@gemmule/bench/cases';
import { supportMatrix } from '@gemmule/conformance';
import type { BenchOutcome } from './protocol.ts';
import type { Proof } from './state.ts';

/** The proof as Markdown. */
export function proofReport({ engine, results, total, settings, isComplete }: Proof): string {
  const end = isComplete ? '' : `, stopped after ${results.length}`;
  return [
    `## Conformance of ${engine ?? settings.subject}`,
    '',
    `${total} cases${end}; seed ${settings.seed}, ${settings.tries * 100} % of the random tries.`,
    navigator.userAgent,
    '',
    supportMatrix(results),
    '',
  ].join('\n');
}

/** The times as Markdown. */
export function benchReport(outcomes: readonly BenchOutcome[]): string {
  const rows = outcomes.flatMap((outcome) =>
    outcome.scores.map(([id, score]) =>
      score.kind === 'timed'
        ? [
            titleOf(outcome.task),
            id,
            `${score.median.toPrecision(3)} ms`,
            score.gflops.toPrecision(3),
            score.ratio === undefined ? '1' : score.ratio.median.toPrecision(3),
            `${outcome.rounds}`,
          ]
        : [titleOf(outcome.task), id, `${score.kind}: ${score.reason}`, '', '', ''],
    ),
  );
  const head = ['operation', 'engine', 'median', 'GFLOP/s', 'times the first', 'rounds'];
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return ['## Times', '', navigator.userAgent, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join(
    '\n',
  );
}
