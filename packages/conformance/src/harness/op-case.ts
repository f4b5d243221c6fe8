import { gradients, scope, tensor, type Tensor, trimMemory } from '@gemmule/core';
import type { ExpectedArray, NdArray } from '../reference/array.ts';
import { widened } from '../tolerance.ts';
import type { CaseContext, ConformanceCase } from './case.ts';
import { assert, assertClose } from './compare.ts';
import { differenceGradient, type GradientModel } from './gradient-check.ts';
import { Random } from './random.ts';

/** One use of an operation: operands, how to run it, and its definition in float64. */
export interface OpExample {
  /** The operation and everything needed to repeat it. */
  readonly what: string;
  readonly inputs: readonly NdArray[];
  readonly run: (...inputs: Tensor<number[]>[]) => Tensor;
  readonly reference: (...inputs: NdArray[]) => ExpectedArray;
  readonly gradient?: GradientModel;
  /** Whether the result may have gone through a backend's own convolution, which may have its own constant. */
  readonly convolves?: boolean;
}

/** Makes examples from seeded data. */
export type Examples = (random: Random) => readonly OpExample[];

/** One case for the values of an operation, and one for its gradients. */
export function opCases(group: string, table: Readonly<Record<string, Examples>>): ConformanceCase[] {
  return [...valueCases(group, table), ...gradientCases(group, table)];
}

export function valueCases(group: string, table: Readonly<Record<string, Examples>>): ConformanceCase[] {
  return Object.entries(table).map(([what, examples]) =>
    opCase(group, what, async (context, random) => {
      for (const example of examples(random)) await checkValues(context, example);
    }),
  );
}

export function gradientCases(group: string, table: Readonly<Record<string, Examples>>): ConformanceCase[] {
  return Object.entries(table).map(([what, examples]) =>
    opCase(`${group} gradients`, what, async (context, random) => {
      for (const example of examples(random)) await checkGradients(context, example, random);
    }),
  );
}

export function opCase(
  group: string,
  what: string,
  body: (context: CaseContext, random: Random) => Promise<void>,
): ConformanceCase {
  return {
    name: `${group}: ${what}`,
    group,
    level: 'op',
    run: (context) => body(context, new Random(context.seed)),
  };
}

/** Host arrays as tensors on the backend under test. */
export function upload(context: CaseContext, inputs: readonly NdArray[], requiresGrad = false): Tensor<number[]>[] {
  const { backend } = context;
  return inputs.map(({ data, shape }) => tensor(data, [...shape], { backend, requiresGrad }));
}

export function disposeAll(tensors: readonly { dispose(): void }[]): void {
  for (const one of tensors) one.dispose();
}

export async function checkValues(context: CaseContext, example: OpExample): Promise<void> {
  const inputs = upload(context, example.inputs);
  const output = scope(() => example.run(...inputs));
  const expected = example.reference(...example.inputs);
  const factor = example.convolves === true ? context.convolutionFactor : 1;
  assertShape(output, expected.shape, example.what);
  assertClose(await output.data(), widened(expected, factor), example.what, expected.shape);
  disposeAll([...inputs, output]);
  // The next example is to get fresh memory, which is poisoned, and not what this one left behind.
  trimMemory(context.backend);
}

/** Compares the gradients by every input with finite differences of the float64 reference. */
export async function checkGradients(context: CaseContext, example: OpExample, random: Random): Promise<void> {
  const inputs = upload(context, example.inputs, true);
  const output = scope(() => example.run(...inputs));
  const dy = random.floats(output.size);
  const [outputGradient] = upload(context, [{ shape: [...output.shape], data: dy }]);
  const results = gradients(output, inputs, { outputGradient: outputGradient! });
  const factor = example.convolves === true ? context.convolutionFactor : 1;
  for (const [i, { data, shape }] of example.inputs.entries()) {
    const f = (x: Float64Array): ArrayLike<number> =>
      example.reference(...example.inputs.map((input, j) => (j === i ? { shape, data: x } : input))).values;
    const expected = widened(differenceGradient(f, data, dy, example.gradient), factor);
    const what = `gradient of ${example.what} by input ${i}`;
    assertShape(results[i]!, shape, what);
    assertClose(await results[i]!.data(), expected, what, shape);
  }
  disposeAll([...inputs, output, outputGradient!, ...results]);
  trimMemory(context.backend);
}

function assertShape(got: Tensor, wanted: readonly number[], what: string): void {
  const [seen, asked] = [got.shape.join(', '), wanted.join(', ')];
  assert(seen === asked, `${what}: the result has shape [${seen}], expected [${asked}]`);
}
