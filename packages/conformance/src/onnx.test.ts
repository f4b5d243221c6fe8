import { cpu } from '@gemmule/backend-cpu';
import { describe, expect, test } from 'vitest';
import { decide, leftOutCases, leftOutOperators } from './onnx/adapter.ts';
import { describeVectors } from './testing/describe-vectors.ts';
import { loadVectors } from './testing/provide.ts';
import { naiveBackend } from './testing/naive-backend.ts';
import { withoutOverrides } from './wrap-backend.ts';

const present = loadVectors();
const vectors = present ?? [];

describe.skipIf(present === undefined)('the choice of ONNX vectors', () => {
  test('every case is run, or left out for a written reason', () => {
    const unknown = vectors.filter((vector) => decide(vector) === undefined).map(({ name, op }) => `${op}: ${name}`);
    expect(unknown).toEqual([]);
  });

  test('every reason still concerns a case', () => {
    const [names, ops] = [new Set(vectors.map((one) => one.name)), new Set(vectors.map((one) => one.op))];
    expect(Object.keys(leftOutCases).filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(leftOutOperators).filter((op) => !ops.has(op))).toEqual([]);
  });

  test('no case carries gradients or tolerances that nobody looks at', () => {
    const known = ['name', 'op', 'opset', 'attributes', 'inputs', 'outputs'];
    const run = vectors.filter((vector) => 'map' in (decide(vector) ?? {}));
    const extra = run.filter((vector) => Object.keys(vector).some((key) => !known.includes(key)));
    expect(extra.map((vector) => vector.name)).toEqual([]);
  });
});

describeVectors(present, async () => ({
  naive: naiveBackend(),
  cpu: await cpu(),
  'cpu without overrides': withoutOverrides(await cpu()),
}));
