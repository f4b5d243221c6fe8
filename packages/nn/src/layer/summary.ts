import { showShape } from '@gemmule/core';
import type { Plan, PlanRow } from './plan.ts';

/** A plan as a table of text. Buffers have a column where there are any. */
export function tableOf({ rows, totals, training, inputShape, outputShape, backend }: Plan): string {
  const purpose = training ? 'training' : 'inference';
  const buffers = totals.buffers > 0;
  const line = (name: string, row: Omit<PlanRow, 'name'>): string[] => [
    name,
    row.kind,
    showShape(row.inputShape),
    showShape(row.outputShape),
    grouped(row.parameters),
    ...(buffers ? [grouped(row.buffers)] : []),
    grouped(row.flops),
    bytes(row.workspaceBytes),
  ];
  const table = [
    ['layer', 'kind', 'input', 'output', 'parameters', ...(buffers ? ['buffers'] : []), 'FLOPs', 'workspace'],
    ...rows.map((row) => line(row.name, row)),
    line('', { kind: 'total', inputShape, outputShape, ...totals }),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column < FIRST_NUMBER ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(Math.max(...lines.map((line) => line.length)));
  lines.splice(-1, 0, rule);
  lines.splice(1, 0, rule);
  return [...lines, `workspace for ${purpose} on '${backend.name}' (${backend.engine}), shared: the maximum`].join(
    '\n',
  );
}

/** The columns from here on are numbers, aligned at the right. */
const FIRST_NUMBER = 4;

/** 1234567 as `1,234,567`, wherever it runs. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function bytes(value: number): string {
  if (value === 0) return '0';
  if (value < 2 ** 10) return `${value} B`;
  return value < 2 ** 20 ? `${(value / 2 ** 10).toFixed(1)} KiB` : `${(value / 2 ** 20).toFixed(1)} MiB`;
}
