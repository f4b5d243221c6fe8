import {
  type Backend,
  BackendError,
  FormatError,
  IntTensor,
  reshape,
  scope,
  ShapeError,
  type Tensor,
  UsageError,
} from '@gemmule/core';
import { bad } from '../file/bad.ts';
import type { Value } from '../values/value.ts';
import { Call } from './call.ts';
import type { Step } from './prepare.ts';

/** What a run may take, in elements of values that live at the same time. */
export interface Room {
  readonly elements: number;
}

/**
 * Runs the steps, from the values that are there (constants and feeds) to all that are asked for. Values are freed after
 * their last reader. To be called within a scope, which frees them when a step fails.
 */
export function runGraph(
  steps: readonly Step[],
  given: ReadonlyMap<string, Value>,
  wanted: readonly string[],
  backend: Backend,
  room: Room,
): Value[] {
  const values = new Map(given);
  const made = new Map<string, number>();
  let live = 0;
  const claim = (shape: readonly number[]): void => {
    // Also where there is nothing to hold: lists as long as an axis are made on the way.
    const size = shape.reduce((a, b) => a * Math.max(1, b), 1);
    if (live + size <= room.elements) return;
    throw bad(
      `a value of shape [${shape.join(', ')}] is more than the ${room.elements} elements that maxElements allows`,
    );
  };
  for (const step of steps) {
    for (const [name, value] of runStep(step, values, backend, claim)) {
      const size = sizeOf(value);
      values.set(name, value);
      // A constant that goes through Identity stays what it is.
      if (value.constant !== true) made.set(name, size);
      live += size;
    }
    for (const name of step.last) {
      live -= made.get(name) ?? 0;
      if (made.delete(name)) values.get(name)?.tensor?.dispose();
      values.delete(name);
    }
  }
  return wanted.map((name) => values.get(name)!);
}

function sizeOf({ tensor, numbers }: Value): number {
  return tensor?.size ?? numbers?.length ?? 0;
}

function runStep(
  { title, inputs, outputs, kernel }: Step,
  values: ReadonlyMap<string, Value>,
  backend: Backend,
  claim: (shape: readonly number[]) => void,
): [string, Value][] {
  const operands = inputs.map((name) => (name === '' ? undefined : values.get(name)!));
  const results = scope(() => {
    try {
      const results = kernel(new Call(operands, backend, claim));
      // Some operators give what they were given.
      const taken = new Set(operands.flatMap((operand) => operand?.tensor ?? []));
      return results.map((result) => (result.tensor && taken.has(result.tensor) ? ownHandle(result) : result));
    } catch (error) {
      throw located(error, title);
    }
  });
  const named: [string, Value][] = [];
  outputs.forEach((name, i) => {
    const result = results[i];
    if (name !== '' && result !== undefined) named.push([name, result]);
    else result?.tensor?.dispose();
  });
  return named;
}

/** The same elements in a tensor of its own, so that each can be freed. */
function ownHandle(value: Value): Value {
  const { dtype, shape, numbers, tensor, constant } = value;
  if (constant === true) return value;
  const { storage } = tensor!;
  const own =
    tensor instanceof IntTensor
      ? new IntTensor(storage.retain(), shape)
      : reshape(tensor as Tensor<number[]>, [...shape]);
  return { dtype, shape, numbers, tensor: own };
}

/** The same error, with the node in its sentence. */
function located(error: unknown, title: string): unknown {
  if (!(error instanceof Error)) return error;
  for (const Kind of [ShapeError, UsageError, BackendError, FormatError]) {
    if (error instanceof Kind)
      return new Kind(`onnx: ${title}: ${error.message.replace(/^onnx: /, '')}`, { cause: error });
  }
  return error;
}
