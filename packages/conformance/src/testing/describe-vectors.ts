import type { Backend } from '@gemmule/core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { assertClose } from '../harness/compare.ts';
import { checkValues } from '../harness/op-case.ts';
import { decide, roundedVectors } from '../onnx/adapter.ts';
import type { VectorCase } from '../onnx/vector.ts';

/** Declares a test for each vector that can be run, on all backends that `create` makes. Without vectors, says so. */
export function describeVectors(
  vectors: readonly VectorCase[] | undefined,
  create: () => Promise<Readonly<Record<string, Backend>>>,
): void {
  const run = vectors?.filter((vector) => 'map' in (decide(vector) ?? {})) ?? [];
  const title = vectors === undefined ? ': SKIPPED, there are none (set GEMMULE_VECTORS)' : ` (${run.length} run)`;
  // In sight of reporters, too, that pass over skipped tests.
  if (vectors === undefined) console.warn(`ONNX vectors${title}`);
  describe.skipIf(vectors === undefined)(`ONNX vectors${title}`, () => {
    let backends: Readonly<Record<string, Backend>> = {};
    beforeAll(async () => {
      backends = await create();
    });
    afterAll(() => Object.values(backends).forEach((backend) => backend.dispose()));
    test.each(run)('$op: $name', (vector) => check(vector, backends));
  });
}

/** The vector against our reference, and every backend against both; each within the bound of one float32 computation. */
async function check(vector: VectorCase, backends: Readonly<Record<string, Backend>>): Promise<void> {
  const decision = decide(vector);
  if (decision === undefined || !('map' in decision)) throw new Error('not a case to run');
  for (const { example, wanted } of decision.map(vector)) {
    const expected = example.reference(...example.inputs);
    const rounded = roundedVectors[vector.name] ?? 0;
    const { values, bounds } = expected;
    const near = { values, bounds: bounds.map((bound) => bound + rounded) };
    assertClose(wanted, near, `our reference against the vector ${example.what}`, expected.shape);
    for (const [name, backend] of Object.entries(backends)) {
      const context = {
        backend,
        create: () => Promise.reject(new Error('unused')),
        seed: 1,
        convolutionFactor: 1,
        tries: 1,
      };
      await checkValues(context, { ...example, what: `${example.what} on ${name}` });
    }
  }
}
