import { expect, test } from 'vitest';
import { conformanceCases, kernelCases, smokeCases } from './cases.ts';
import { declareSuite } from './declare-suite.ts';
import type { ConformanceCase } from './harness/case.ts';
import { runConformance } from './run-conformance.ts';
import { supportMatrix } from './support-matrix.ts';
import { convolutionSabotages } from './testing/sabotage/convolution.ts';
import { naiveBackend } from './testing/naive-backend.ts';

const passing: ConformanceCase = { name: 'one: passes', group: 'one', level: 'kernel', run: async () => undefined };
const failing: ConformanceCase = {
  name: 'two: fails',
  group: 'two',
  level: 'op',
  run: async () => {
    throw new Error('element [3] is 1, expected 2');
  },
};
const cases = [passing, failing];
const make = (): ReturnType<typeof naiveBackend> => naiveBackend();

test('names of cases are unique, and begin with their group', () => {
  const names = conformanceCases.map((one) => one.name);
  expect(new Set(names).size).toBe(names.length);
  expect(conformanceCases.filter(({ name, group }) => !name.startsWith(`${group}: `))).toEqual([]);
});

test('the smoke cases are one of every kernel', () => {
  const kernels = new Set(kernelCases.map(({ group }) => group));
  expect(smokeCases.map(({ group }) => group)).toEqual([...kernels]);
  expect(kernels).toContain('gemm');
});

test('a failing case is a failed result with its message', async () => {
  const results = await runConformance(make, { cases });
  expect(results).toMatchObject([
    { name: 'one: passes', status: 'passed' },
    { name: 'two: fails', status: 'failed', message: 'element [3] is 1, expected 2' },
  ]);
});

test('a wrong result comes with what it should have been, also out of a property', async () => {
  const { make, caughtBy } = convolutionSabotages[0]!;
  const cases = conformanceCases.filter(({ name }) => caughtBy.includes(name));
  const results = await runConformance(make, { cases });
  expect(results).toHaveLength(caughtBy.length);
  for (const { difference, message } of results) {
    const { shape, got, expected, bounds } = difference!;
    expect([got.length, bounds.length]).toEqual([expected.length, expected.length]);
    expect(shape.reduce((size, length) => size * length, 1)).toBe(got.length);
    expect(message).toContain(`of ${got.length} elements are wrong`);
  }
});

test('progress is reported', async () => {
  const seen: string[] = [];
  await runConformance(make, {
    cases,
    onResult: (result, done, total) => seen.push(`${result.name} ${done}/${total}`),
  });
  expect(seen).toEqual(['one: passes 1/2', 'two: fails 2/2']);
});

test('a waived failure counts as waived and keeps its reason', async () => {
  const results = await runConformance(make, { cases, waive: { 'two: fails': 'no such hardware' } });
  expect(results[1]).toMatchObject({ status: 'waived', message: 'no such hardware (element [3] is 1, expected 2)' });
});

test('a waived case that passes fails', async () => {
  const results = await runConformance(make, { cases, waive: { 'one: passes': 'once upon a time' } });
  expect(results[0]).toMatchObject({ status: 'failed', message: expect.stringContaining('remove the waiver') });
});

test('a waiver for no case, and one without a reason, fail', async () => {
  const results = await runConformance(make, { cases, waive: { 'two: fails': ' ', 'three: gone': 'old' } });
  const faults = results.filter((one) => one.group === 'suite').map((one) => one.message);
  expect(faults).toEqual([
    "waiver 'two: fails': give a reason",
    "waiver 'three: gone': no case has this name; correct or remove it",
  ]);
});

test('a factory that rejects is a failed result', async () => {
  const results = await runConformance(() => Promise.reject(new Error('no adapter')), { cases });
  expect(results).toMatchObject([
    { name: 'suite: the factory makes a backend', status: 'failed', message: 'no adapter' },
  ]);
});

test('cases on operations run twice where there are overrides, and a waiver names the one it means', async () => {
  const withOverrides = () => ({ ...naiveBackend(), overrides: { softmax: () => false } });
  const waive = { 'two: fails (without overrides)': 'derivation' };
  const results = await runConformance(withOverrides, { cases, waive });
  expect(results.map(({ name, status, variant }) => [name, status, variant])).toEqual([
    ['one: passes', 'passed', 'with overrides'],
    ['two: fails', 'failed', 'with overrides'],
    ['two: fails (without overrides)', 'waived', 'without overrides'],
  ]);
});

test('the support matrix has a row for each group and lists what did not pass', async () => {
  const results = await runConformance(make, { cases });
  expect(supportMatrix(results)).toBe(
    [
      '| operation | with overrides     | without overrides |',
      '| --------- | ------------------ | ----------------- |',
      '| one       | 1 passed           | –                 |',
      '| two       | 1 FAILED, 0 passed | –                 |',
      '| all       | 1 FAILED, 1 passed | –                 |',
      '',
      '- failed: `two: fails`: element [3] is 1, expected 2',
    ].join('\n'),
  );
});

/** Declares the suite in a runner that only takes notes, then runs the tests. */
async function declared(factory: Parameters<typeof declareSuite>[2], options = {}): Promise<Record<string, string>> {
  const tests: [string, () => void | Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => Promise<void>) => body(),
    test: (name: string, _: object, body: () => void | Promise<void>) => tests.push([name, body]),
    afterAll: () => undefined,
  };
  await new Promise<void>((resolve) => {
    declareSuite(
      { ...runner, describe: (name, body) => void runner.describe(name, body).then(resolve) },
      'x',
      factory,
      {
        print: () => undefined,
        ...options,
      },
    );
  });
  const outcome: Record<string, string> = {};
  for (const [name, body] of tests) {
    try {
      await body();
      outcome[name] = 'passed';
    } catch (error) {
      outcome[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return outcome;
}

test('the adapter for test runners declares a failing test where the factory rejects', async () => {
  const outcome = await declared(() => Promise.reject(new Error('no adapter')), { cases });
  expect(outcome).toEqual({ 'the factory makes a backend': 'no adapter' });
});

test('the adapter for test runners shows waivers in the names of tests, and fails bad ones', async () => {
  expect(await declared(make, { cases, waive: { 'two: fails': 'no such hardware' } })).toEqual({
    'waivers name cases and give reasons': 'passed',
    'one: passes': 'passed',
    'two: fails [waived: no such hardware]': 'passed',
  });
  expect(await declared(make, { cases, waive: { 'four: ': 'x' } })).toEqual({
    'waivers name cases and give reasons': "waiver 'four: ': no case has this name; correct or remove it",
    'one: passes': 'passed',
    'two: fails': 'element [3] is 1, expected 2',
  });
});
