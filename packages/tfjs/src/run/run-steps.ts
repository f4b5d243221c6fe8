import { scope, type Tensor } from '@gemmule/core';
import type { Pass } from '@gemmule/nn';
import type { Program } from '../graph/connect.ts';
import { located } from '../graph/located.ts';

/**
 * Runs the steps. Values are freed after their last reader.
 *
 * @returns the values of the outputs; one may be an input, or occur twice
 */
export function runSteps(
  { steps, inputs, outputs }: Program,
  given: readonly Tensor<number[]>[],
  pass: Partial<Pass>,
): Tensor<number[]>[] {
  const values = new Map(inputs.map(({ value }, i) => [value, given[i]!]));
  const made = new Set<number>();
  return scope(() => {
    for (const { title, work, inputs, output, last } of steps) {
      const operands = inputs.map((value) => values.get(value)!);
      const result = located(title, () => ('merge' in work ? work.merge(operands) : work.run(operands[0]!, pass)));
      values.set(output, result as Tensor<number[]>);
      made.add(output);
      // What gradients need of them, the recorded computation holds by itself.
      for (const value of last) if (made.delete(value)) values.get(value)!.dispose();
    }
    return outputs.map(({ value }) => values.get(value)!);
  });
}
