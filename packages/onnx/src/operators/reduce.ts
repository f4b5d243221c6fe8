import {
  abs,
  add,
  argmax,
  exp,
  log,
  max,
  maximum,
  mean,
  min,
  neg,
  normalizeAxis,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  widen,
} from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { checked, denseStrides, type HostValue, sizeOf, stridedNumbers } from '../values/host.ts';
import { onDevice, type Value } from '../values/value.ts';

type T = Tensor<number[]>;
interface Options {
  readonly axis: number[];
  readonly keepDims: boolean;
}
type Apply = (x: T, options: Options) => Tensor;

/** Over axes, which became an input: for ReduceSum in opset 13, for all others in 18. */
function reduce(apply: Apply | undefined, onHost?: (numbers: readonly number[]) => number, asInputFrom = 18): Operator {
  return (node) => {
    const keepDims = node.flag('keepdims', true);
    const asInput = node.opset >= asInputFrom;
    const attribute = asInput ? undefined : node.ints('axes');
    const nothingIfEmpty = asInput && node.flag('noop_with_empty_axes', false);
    return (call) => {
      const { shape } = call.value(0);
      const given = asInput ? call.optionalIntegers(1) : attribute;
      const some = given !== undefined && given.length > 0;
      if (!some && nothingIfEmpty) return [call.value(0)];
      const axis = some ? axesOf(given, shape) : shape.map((_, i) => i);
      if (onHost !== undefined && (apply === undefined || call.onHost(0))) {
        return [reduceOnHost(call.hostValue(0), axis, keepDims, onHost)];
      }
      return [onDevice(apply!(call.tensor(0), { axis, keepDims }))];
    };
  };
}

export function axesOf(axes: readonly number[], shape: readonly number[]): number[] {
  return axes.map((axis) => normalizeAxis('axes', axis, shape.length, shape)).sort((a, b) => a - b);
}

/** Brings the reduced axes to the end, where each stretch becomes one number. */
function reduceOnHost(
  { dtype, shape, numbers }: HostValue,
  axes: readonly number[],
  keepDims: boolean,
  f: (numbers: readonly number[]) => number,
): Value {
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const strides = denseStrides(shape);
  const walked = stridedNumbers(
    numbers,
    order.map((axis) => shape[axis]!),
    order.map((axis) => strides[axis]!),
  );
  const size = sizeOf(axes.map((axis) => shape[axis]!));
  const lengths = keepDims
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : kept.map((axis) => shape[axis]!);
  const results = Array.from({ length: sizeOf(lengths) }, (_, i) => f([...walked.subarray(i * size, (i + 1) * size)]));
  return checked(dtype, lengths, results);
}

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export const reduceSumOperator: Operator = reduce((x, o) => sum(x, o), total, 13);
export const reduceMeanOperator: Operator = reduce((x, o) => mean(x, o));
export const reduceMaxOperator: Operator = reduce(
  (x, o) => max(x, o),
  (numbers) => numbers.reduce((a, b) => Math.max(a, b), -Infinity),
);
export const reduceMinOperator: Operator = reduce(
  (x, o) => min(x, o),
  (numbers) => numbers.reduce((a, b) => Math.min(a, b), Infinity),
);
/** No kernel multiplies: for the number of elements of a shape. */
export const reduceProdOperator: Operator = reduce(undefined, (numbers) => numbers.reduce((a, b) => a * b, 1));
export const reduceL1Operator: Operator = reduce((x, o) => sum(widen(abs(x)), o));
export const reduceL2Operator: Operator = reduce((x, o) => sqrt(sum(widen(square(x)), o)));
export const reduceSumSquareOperator: Operator = reduce((x, o) => sum(widen(square(x)), o));
export const reduceLogSumOperator: Operator = reduce((x, o) => log(sum(x, o)));

/** The smallest finite float32: infinities of a sum of nothing must not meet. */
const LOWEST = -(2 - 2 ** -23) * 2 ** 127;

/** `m + log(sum(exp(x - m)))` with m the maximum, so that nothing overflows. */
export const reduceLogSumExpOperator: Operator = reduce((x, { axis, keepDims }) => {
  const largest = maximum(widen(max(x, { axis, keepDims: true })), LOWEST);
  const sums = widen(sum(widen(exp(widen(sub(x, largest)))), { axis, keepDims }));
  return add(log(sums), widen(reshape(largest, [...sums.shape])));
});

/** The place of the largest element, the first of equals. */
function argument(prepare: (x: T) => T): Operator {
  return (node) => {
    const axis = node.int('axis', 0);
    const keepDims = node.flag('keepdims', true);
    if (node.flag('select_last_index', false)) node.refuse('attribute select_last_index is 1');
    return (call) => {
      const tensor = argmax(prepare(call.tensor(0)), { axis, keepDims });
      return [{ dtype: 'int64', shape: tensor.shape, tensor }];
    };
  };
}

export const argMaxOperator: Operator = argument((x) => x);
export const argMinOperator: Operator = argument((x) => neg(x));
