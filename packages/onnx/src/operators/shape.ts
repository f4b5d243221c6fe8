/** Operators that change the shape and keep the elements, and those that calculate with shapes. */
import { normalizeAxis, reshape, ShapeError, showShape } from '@gemmule/core';
import type { Call } from '../graph/call.ts';
import type { Operator } from '../graph/operator.ts';
import { checked, sizeOf } from '../values/host.ts';
import { onHost, type Value } from '../values/value.ts';
import { axesOf } from './reduce.ts';

/** The first input under another shape, wherever it is. */
export function reshaped(call: Call, shape: readonly number[]): Value {
  const value = call.value(0);
  const { dtype, numbers, tensor } = value;
  if (sizeOf(shape) !== sizeOf(value.shape)) {
    throw new ShapeError(`${showShape(value.shape)} has not as many elements as ${showShape(shape)}`);
  }
  if (numbers !== undefined && tensor === undefined) return onHost(dtype, shape, numbers);
  if (call.intTensor(0) !== undefined)
    throw new ShapeError('integers that were computed on the backend keep their shape');
  return { dtype, shape, numbers, tensor: reshape(call.tensor(0), [...shape]) };
}

/** 0 keeps a length, unless it is allowed to be one; -1 is what is left. */
export const reshapeOperator: Operator = (node) => {
  const zeroIsLength = node.flag('allowzero', false);
  return (call) => {
    const before = call.shape(0);
    const wanted = call.integers(1).map((length, axis) => {
      if (length !== 0 || zeroIsLength) return length;
      if (axis < before.length) return before[axis]!;
      throw new ShapeError(`length 0 at ${axis} has no counterpart in ${showShape(before)}`);
    });
    return [reshaped(call, withRest(wanted, sizeOf(before)))];
  };
};

function withRest(shape: readonly number[], size: number): number[] {
  const unknown = shape.indexOf(-1);
  if (unknown < 0) return [...shape];
  const known = sizeOf(shape.toSpliced(unknown, 1));
  if (shape.includes(-1, unknown + 1) || known < 0 || (known === 0 ? size !== 0 : size % known !== 0)) {
    throw new ShapeError(`${size} elements do not fit the shape ${showShape(shape)}`);
  }
  return shape.with(unknown, known === 0 ? 0 : size / known);
}

export const flattenOperator: Operator = (node) => {
  const axis = node.int('axis', 1);
  return (call) => {
    const shape = call.shape(0);
    const at = axis === shape.length ? axis : normalizeAxis('Flatten', axis, shape.length, shape);
    return [reshaped(call, [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))])];
  };
};

/** Axes were an attribute before opset 13. */
export const squeezeOperator: Operator = (node) => {
  const attribute = node.opset < 13 ? node.ints('axes') : undefined;
  return (call) => {
    const shape = call.shape(0);
    const given = attribute ?? call.optionalIntegers(1);
    const axes =
      given === undefined ? shape.flatMap((length, axis) => (length === 1 ? [axis] : [])) : axesOf(given, shape);
    return [
      reshaped(
        call,
        shape.filter((_, axis) => !axes.includes(axis)),
      ),
    ];
  };
};

export const unsqueezeOperator: Operator = (node) => {
  const attribute = node.opset < 13 ? node.ints('axes') : undefined;
  if (node.opset < 13 && attribute === undefined) node.refuse('it has no axes');
  return (call) => {
    const given = attribute ?? call.integers(1);
    const rank = call.shape(0).length + given.length;
    const axes = new Set(axesOf(given, new Array<number>(rank).fill(1)));
    if (axes.size !== given.length) throw new ShapeError(`axes ${showShape(given)} have one twice`);
    const rest = call.shape(0).values();
    const shape = Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : rest.next().value!));
    return [reshaped(call, shape)];
  };
};

/** Also of an optimizer's or an exporter's leftovers: dropout does nothing when a network predicts. */
export const identityOperator: Operator = () => (call) => [call.value(0)];

export const dropoutOperator: Operator = (node) => {
  node.ignore('ratio', 'seed');
  return (call) => {
    if (call.optionalNumbers(2)?.[0] === 1) throw new ShapeError('training_mode is true: networks only predict here');
    const { shape } = call.value(0);
    if (node.outputs[1] !== true) return [call.value(0)];
    call.claim(shape);
    return [call.value(0), onHost('bool', shape, new Float64Array(sizeOf(shape)).fill(1))];
  };
};

export const shapeOperator: Operator = (node) => {
  const start = node.int('start', 0);
  const end = node.has('end') ? node.int('end', 0) : undefined;
  return (call) => {
    const lengths = call.shape(0).slice(start, end);
    return [onHost('int64', [lengths.length], lengths)];
  };
};

export const sizeOperator: Operator = () => (call) => [onHost('int64', [], [sizeOf(call.shape(0))])];

export const constantOfShapeOperator: Operator = (node) => {
  const { dtype, numbers } = node.tensor('value') ?? { dtype: 'float32', numbers: [0] };
  if (numbers.length !== 1) node.refuse(`attribute value has ${numbers.length} elements`);
  return (call) => {
    const shape = lengthsOf(call, 0);
    call.claim(shape);
    return [onHost(dtype, shape, new Float64Array(sizeOf(shape)).fill(numbers[0]!))];
  };
};

export function lengthsOf(call: Call, index: number): number[] {
  const shape = call.integers(index);
  if (shape.some((length) => length < 0)) throw new ShapeError(`${showShape(shape)} is no shape`);
  return shape;
}

export const rangeOperator: Operator = () => (call) => {
  const [start, limit, delta] = [0, 1, 2].map((index) => call.numbers(index)[0] ?? NaN) as [number, number, number];
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!Number.isSafeInteger(count))
    throw new ShapeError(`the range from ${start} to ${limit} by ${delta} has no length`);
  call.claim([count]);
  const dtype = call.dtype(0);
  return [
    checked(
      dtype,
      [count],
      Float64Array.from({ length: count }, (_, i) => start + i * delta),
    ),
  ];
};
