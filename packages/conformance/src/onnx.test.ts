import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpu } from '@gemmule/backend-cpu';
import type { Backend } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertClose } from './harness/compare.ts';
import { checkValues } from './harness/op-case.ts';
import { decide, leftOutCases, leftOutOperators, roundedVectors } from './onnx/adapter.ts';
import type { VectorCase, VectorFile } from './onnx/vector.ts';
import { naiveBackend } from './testing/naive-backend.ts';
import { withoutOverrides } from './wrap-backend.ts';

const root = resolve(import.meta.dirname, '../../..');
const folder = join(process.env['GEMMULE_VECTORS'] ?? join(root, '../shared/vectors'), 'onnx');

const present = existsSync(folder);
const vectors = present ? load() : [];
const run = vectors.filter((vector) => 'map' in (decide(vector) ?? {}));
const leftOut = vectors.filter((vector) => 'reason' in (decide(vector) ?? {}));
const title = present
  ? ` (${run.length} run, ${leftOut.length} left out)`
  : `: SKIPPED, there is no folder ${folder} (set GEMMULE_VECTORS)`;

// In sight of reporters, too, that pass over skipped tests.
if (!present) console.warn(`ONNX vectors${title}`);

function load(): VectorCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as VectorFile;
    return cases;
  });
}

describe.skipIf(!present)(`ONNX vectors${title}`, () => {
  const backends: Record<string, Backend> = {};

  beforeAll(async () => {
    const made = await cpu();
    Object.assign(backends, { naive: naiveBackend(), cpu: made, 'cpu without overrides': withoutOverrides(made) });
  });
  afterAll(() => {
    backends['naive']?.dispose();
    backends['cpu']?.dispose();
  });

  test('every case is run, or left out for a written reason', () => {
    const unknown = vectors.filter((vector) => decide(vector) === undefined).map(({ name, op }) => `${op}: ${name}`);
    expect(unknown).toEqual([]);
    expect(run.length + leftOut.length).toBe(vectors.length);
  });

  test('every reason still concerns a case', () => {
    const [names, ops] = [new Set(vectors.map((one) => one.name)), new Set(vectors.map((one) => one.op))];
    expect(Object.keys(leftOutCases).filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(leftOutOperators).filter((op) => !ops.has(op))).toEqual([]);
  });

  test('no case carries gradients or tolerances that nobody looks at', () => {
    const known = ['name', 'op', 'opset', 'attributes', 'inputs', 'outputs'];
    const extra = run.filter((vector) => Object.keys(vector).some((key) => !known.includes(key)));
    expect(extra.map((vector) => vector.name)).toEqual([]);
  });

  test.each(run)('$op: $name', (vector) => check(vector, backends));
});

/** The vector against our reference, and every backend against both; each within the bound of one float32 computation. */
async function check(vector: VectorCase, backends: Record<string, Backend>): Promise<void> {
  const decision = decide(vector);
  if (decision === undefined || !('map' in decision)) throw new Error('not a case to run');
  for (const { example, wanted } of decision.map(vector)) {
    const expected = example.reference(...example.inputs);
    const rounded = roundedVectors[vector.name] ?? 0;
    const { values, bounds } = expected;
    const near = { values, bounds: bounds.map((bound) => bound + rounded) };
    assertClose(wanted, near, `our reference against the vector ${example.what}`, expected.shape);
    for (const [name, backend] of Object.entries(backends)) {
      const context = { backend, create: () => Promise.reject(new Error('unused')), seed: 1, convolutionFactor: 1 };
      await checkValues(context, { ...example, what: `${example.what} on ${name}` });
    }
  }
}
