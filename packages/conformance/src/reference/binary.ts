import type { BinaryFunction } from '@gemmule/core';
import { product } from '../harness/geometry.ts';
import { type Expected, SAFETY, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';

export interface BinaryRule {
  value(a: number, b: number): number;
  /** How many roundings the result may have seen; 0 for functions that choose. Division is 2.5 ulp on some devices. */
  readonly roundings: number;
}

const either = (a: number, b: number, value: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : value;

export const binaryRules: Readonly<Record<BinaryFunction, BinaryRule>> = {
  add: { value: (a, b) => a + b, roundings: 1 },
  sub: { value: (a, b) => a - b, roundings: 1 },
  mul: { value: (a, b) => a * b, roundings: 1 },
  div: { value: (a, b) => a / b, roundings: 3 },
  maximum: { value: (a, b) => either(a, b, a > b ? a : b), roundings: 0 },
  minimum: { value: (a, b) => either(a, b, a < b ? a : b), roundings: 0 },
  equal: { value: (a, b) => (a === b ? 1 : 0), roundings: 0 },
  greater: { value: (a, b) => (a > b ? 1 : 0), roundings: 0 },
};

export interface BinaryOperands {
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly aStrides: readonly number[];
  readonly bStrides: readonly number[];
}

/** `f(a[i...], b[i...])` over `shape`, both operands walked by their strides. */
export function binary(name: BinaryFunction, { a, b, shape, aStrides, bStrides }: BinaryOperands): Expected {
  const rule = binaryRules[name];
  const values = new Float64Array(product(shape));
  for (let at = 0; at < values.length; at += 1) {
    values[at] = rule.value(a[addressOf(at, shape, aStrides)]!, b[addressOf(at, shape, bStrides)]!);
  }
  const unit = SAFETY * rule.roundings * UNIT_ROUNDOFF;
  const floor = rule.roundings === 0 ? 0 : 2 * SMALLEST_NORMAL;
  return { values, bounds: values.map((value) => unit * Math.abs(value) + floor) };
}

/** Where element number `index` of a row-major walk over `shape` lies, for an operand with these strides. */
export function addressOf(index: number, shape: readonly number[], strides: readonly number[]): number {
  let rest = index;
  let address = 0;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    address += (rest % shape[axis]!) * strides[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return address;
}

/** Row-major strides of a dense array. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}
