import type { RunResult, Variant } from './plan.ts';

const VARIANTS: readonly Variant[] = ['with overrides', 'without overrides'];

/**
 * A table of what works, in Markdown that is also legible as plain text: one row per operation, one column per variant.
 * Waived and failed runs are listed below it with their messages.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const results = await runConformance(() => naiveBackend(), { cases: smokeCases });
 * console.assert(supportMatrix(results).includes('gemm'));
 * ```
 */
export function supportMatrix(results: readonly RunResult[]): string {
  const groups = [...new Set(results.map((result) => result.group))];
  const rows = groups.map((group) => [
    group,
    ...VARIANTS.map((variant) => cell(results.filter((r) => r.group === group && r.variant === variant))),
  ]);
  const total = ['all', ...VARIANTS.map((variant) => cell(results.filter((r) => r.variant === variant)))];
  const table = [['operation', ...VARIANTS], ...rows, total];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`;
  const [head, ...body] = table;
  const notes = results
    .filter((result) => result.status !== 'passed')
    .map(({ status, name, message = '' }) => `- ${status}: \`${name}\`: ${message}`);
  const parts = [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
  return [...parts, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function cell(results: readonly RunResult[]): string {
  if (results.length === 0) return '–';
  const count = (status: RunResult['status']): number => results.filter((result) => result.status === status).length;
  const [passed, waived, failed] = [count('passed'), count('waived'), count('failed')];
  return [
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    `${passed} passed`,
  ].join(', ');
}
