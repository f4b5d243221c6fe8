/**
 * Writes docs/operations.md: every operation of core, and what the suite proves of it. What an operation is comes from the
 * sources; which cases use it, and which take its gradient, is seen while they run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import { observeOperations } from '@gemmule/core';
import { opCases } from '../src/cases.ts';
import { planConformance } from '../src/plan.ts';

const root = join(import.meta.dirname, '../../..');
const sources = join(root, 'packages/core/src');

/** Where the table is. */
export const path: string = join(root, 'docs/operations.md');

interface Operation {
  readonly name: string;
  /** Its folder: `'conv'`. */
  readonly group: string;
  /** The first sentence of its documentation. */
  readonly summary: string;
}

/** What cases use of an operation. */
interface Use {
  cases: number;
  gradients: number;
}

/** The table, as it is to be. */
export async function operationsTable(): Promise<string> {
  const operations = publicOperations();
  const uses = await usesOfSuite(operations.map(({ name }) => name));
  const groups = [...new Set(operations.map(({ group }) => group))];
  return [
    '# Operations',
    '',
    'Every operation of `@gemmule/core`, and how many cases of the conformance suite use it and check its gradient: the values',
    'against a definition in float64, the gradients against fourth-order differences of it. Cases run with a backend’s overrides',
    'and without. All engines pass all of them, with no waivers: `cpu` in TypeScript and WASM (plain and relaxed SIMD, one thread',
    'and two), `gpu` in WebGPU (in pages and in Node.js), WebGL 2 and gpu.js’s own JavaScript.',
    '',
    'A dash under gradients: there is none to take, of labels or of places. What a composed operation is made of counts as used.',
    `${[...byRank].map((name) => `\`${name}\``).join(', ')} choose one of these by the rank of their operand.`,
    '',
    'Written by `pnpm run docs:operations`; a test compares.',
    ...groups.flatMap((group) => ['', `## ${group}`, '', ...tableOf(operations, group, uses)]),
    '',
  ].join('\n');
}

function tableOf(operations: readonly Operation[], group: string, uses: ReadonlyMap<string, Use>): string[] {
  const rows = operations
    .filter((operation) => operation.group === group)
    .map(({ name, summary }) => {
      const { cases, gradients } = uses.get(name) ?? { cases: 0, gradients: 0 };
      return `| \`${name}\` | ${summary} | ${cases || '–'} | ${gradients || '–'} |`;
    });
  return ['| operation | | cases | gradients |', '|---|---|---|---|', ...rows];
}

/** They do what another operation does, under its name. */
const byRank = new Set([
  'conv',
  'convTranspose',
  'separableConv',
  'avgPool',
  'maxPool',
  'maxPoolWithIndices',
  'maxUnpool',
  'lpPool',
  'adaptiveAvgPool',
  'adaptiveMaxPool',
  'globalAvgPool',
  'globalMaxPool',
]);
/** About operations, but none. */
const tools = new Set(['isPointwise', 'withBorder', 'workspaceLength']);

/** What core exports from `ops/`, in order. Types are none, and neither are what has no documentation of its own. */
function publicOperations(): Operation[] {
  const index = readFileSync(join(sources, 'index.ts'), 'utf8');
  const exported = index.matchAll(/export \{([^}]*)\} from '\.\/(ops\/([\w-]+)\/[\w-]+\.ts)'/g);
  return [...exported].flatMap(([, names, file, group]) =>
    names!
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ') && !byRank.has(name) && !tools.has(name))
      .flatMap((name) => {
        const summary = summaryOf(readFileSync(join(sources, file!), 'utf8'), name);
        return summary === undefined ? [] : [{ name, group: group!, summary }];
      }),
  );
}

/** The first sentence of the comment above an export. */
function summaryOf(source: string, name: string): string | undefined {
  const declaration = new RegExp(`\\/\\*\\*((?:(?!\\*\\/)[^])*)\\*\\/\\nexport (?:function|const) ${name}\\b`).exec(
    source,
  );
  const text = declaration?.[1]
    ?.split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join(' ')
    .trim();
  if (text === undefined) return undefined;
  // Not at a mark inside of quotes or brackets, as of a paper's title.
  const ends = [...text.matchAll(/[.:](?=\s|$)/g)].map(({ index }) => index);
  const end = ends.find((at) => isClosed(text.slice(0, at)) && !/\d$/.test(text.slice(0, at)));
  return text.slice(0, end).replaceAll('|', '\\|');
}

function isClosed(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  return count('"') % 2 === 0 && count('`') % 2 === 0 && count('(') === count(')');
}

/** How many cases use each operation, by what it says of itself or by the case's name, and its gradient. Random tries would only repeat what the tables show. */
async function usesOfSuite(names: readonly string[]): Promise<ReadonlyMap<string, Use>> {
  const uses = new Map<string, Use>();
  const plan = await planConformance(() => cpu({ threads: 1 }), { cases: opCases, tries: 0.02 });
  for (const run of plan.runs.filter(({ variant }) => variant === 'with overrides')) {
    const seen = { operations: new Set<string>(), gradients: new Set<string>() };
    const stop = observeOperations({
      operation: (name) => seen.operations.add(name),
      gradient: (name) => name !== undefined && seen.gradients.add(name),
    });
    const result = await run.execute();
    stop();
    if (result.status !== 'passed') throw new Error(`${run.name}: ${result.message ?? ''}`);
    const words = new Set(run.name.split(/\W+/));
    for (const name of names.filter((name) => words.has(name))) {
      seen.operations.add(name);
      if (run.group.endsWith(' gradients')) seen.gradients.add(name);
    }
    for (const name of seen.operations) useOf(uses, name).cases += 1;
    for (const name of seen.gradients) useOf(uses, name).gradients += 1;
  }
  plan.backend.dispose();
  return uses;
}

function useOf(uses: Map<string, Use>, name: string): Use {
  const use = uses.get(name) ?? { cases: 0, gradients: 0 };
  uses.set(name, use);
  return use;
}
