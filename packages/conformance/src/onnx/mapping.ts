import type { OpExample } from '../harness/op-case.ts';
import { numbersOf, type VectorCase } from './vector.ts';

/** One output of a vector: our operation with its float64 reference, and the numbers the vector wants. */
export interface Mapping {
  readonly example: OpExample;
  readonly wanted: readonly number[];
}

/** How an ONNX operator is expressed by ours. */
export type Mapper = (vector: VectorCase) => readonly Mapping[];

/** For the many operators with one output. */
export function single(map: (vector: VectorCase) => Omit<OpExample, 'what'>): Mapper {
  return (vector) => [{ example: { ...map(vector), what: vector.name }, wanted: outputNumbers(vector, 0) }];
}

export function outputNumbers(vector: VectorCase, index: number): number[] {
  const output = vector.outputs[index];
  if (output === undefined || output === null) throw new Error(`${vector.name} has no output ${index}`);
  return numbersOf(output);
}
