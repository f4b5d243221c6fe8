import { bad } from './bad.ts';

/** Types of elements, by the names that typed arrays have for them. */
export type ElementType =
  | 'float32'
  | 'float64'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool';

/** Their numbers in TensorProto.DataType, and bytes per element. */
const types = {
  float32: [1, 4],
  uint8: [2, 1],
  int8: [3, 1],
  uint16: [4, 2],
  int16: [5, 2],
  int32: [6, 4],
  int64: [7, 8],
  bool: [9, 1],
  float64: [11, 8],
  uint32: [12, 4],
  uint64: [13, 8],
} as const satisfies Record<ElementType, readonly [number, number]>;

const byNumber = new Map(Object.entries(types).map(([name, [number]]) => [number as number, name as ElementType]));

/** Those that we do not read, for sentences. */
const others = new Map([
  [8, 'string'],
  [10, 'float16'],
  [14, 'complex64'],
  [15, 'complex128'],
  [16, 'bfloat16'],
]);

export function numberOfType(type: ElementType): number {
  return types[type][0];
}

export function bytesPerElement(type: ElementType): number {
  return types[type][1];
}

/** @throws FormatError for a type that we do not read. */
export function elementType(number: number, what: string): ElementType {
  const type = byNumber.get(number);
  if (type !== undefined) return type;
  throw bad(`${what} has elements of type ${others.get(number) ?? number}; those that can be read are ${names()}`);
}

function names(): string {
  return Object.keys(types).join(', ');
}

export function isFloat(type: ElementType): boolean {
  return type === 'float32' || type === 'float64';
}

/** The least and the largest integer of a type. A number holds fewer digits than 64 bits do: past 2^53 they would be lost. */
export function integerRange(
  type: Exclude<ElementType, 'float32' | 'float64'>,
): readonly [least: number, most: number] {
  if (type === 'bool') return [0, 1];
  if (type === 'int64') return [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  if (type === 'uint64') return [0, Number.MAX_SAFE_INTEGER];
  const bits = 8 * bytesPerElement(type);
  return type.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}
