import type { NdArray } from '../reference/array.ts';

/** One value of a test vector: data as JSON holds it, NaN and infinities as strings. */
export interface VectorTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly (number | string)[];
}

/** One of the ONNX project's node tests. */
export interface VectorCase {
  readonly name: string;
  readonly op: string;
  readonly opset: number;
  readonly attributes: Readonly<Record<string, number | string | readonly number[]>>;
  readonly inputs: readonly (VectorTensor | null)[];
  readonly outputs: readonly (VectorTensor | null)[];
}

export interface VectorFile {
  readonly cases: readonly VectorCase[];
}

/** The numbers of a value. float32 data is the shortest decimal that rounds to it, so it still has to be rounded. */
export function numbersOf({ dtype, data }: VectorTensor): number[] {
  return data.map((value) => (dtype === 'float32' ? Math.fround(Number(value)) : Number(value)));
}

export function arrayOf(value: VectorTensor): NdArray {
  return { shape: value.shape, data: numbersOf(value) };
}

/** A required input. */
export function inputOf(vector: VectorCase, index: number): VectorTensor {
  const value = vector.inputs[index];
  if (value === undefined || value === null) throw new Error(`${vector.name} has no input ${index}`);
  return value;
}

/** An optional input of whole numbers, such as axes. */
export function integersOf(vector: VectorCase, index: number): number[] | undefined {
  const value = vector.inputs[index];
  return value === undefined || value === null ? undefined : numbersOf(value);
}

export function numberAttribute({ attributes }: VectorCase, key: string, otherwise: number): number {
  const value = attributes[key];
  return typeof value === 'number' ? value : otherwise;
}

export function listAttribute({ attributes }: VectorCase, key: string): readonly number[] | undefined {
  const value = attributes[key];
  return typeof value === 'object' ? value : undefined;
}

export function textAttribute({ attributes }: VectorCase, key: string, otherwise: string): string {
  const value = attributes[key];
  return typeof value === 'string' ? value : otherwise;
}
