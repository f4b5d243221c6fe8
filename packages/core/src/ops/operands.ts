import type { Backend } from '../backend/backend.ts';
import { BackendError, UsageError } from '../errors.ts';
import { observed } from '../profile/observer.ts';
import { showShape } from '../shape/shape.ts';
import { AnyTensor } from '../tensor.ts';

/**
 * The one backend that all operands of an operation live on; every op asks before it does anything.
 *
 * @throws UsageError for something that is not a tensor or is disposed; BackendError for operands on two backends.
 */
export function backendOf(operation: string, first: AnyTensor, ...others: readonly AnyTensor[]): Backend {
  const backend = check(operation, first).backend;
  observed.by?.operation(operation);
  for (const other of others) {
    if (check(operation, other).backend === backend) continue;
    throw new BackendError(
      `${operation}: operands are on two backends, ${showShape(first.shape)} on '${backend.name}' and ` +
        `${showShape(other.shape)} on '${other.backend.name}'; move one with \`await x.to(backend)\``,
    );
  }
  return backend;
}

/** An operand that may be left out, to be spread into a list. */
export function given<T>(optional: T | undefined): T[] {
  return optional === undefined ? [] : [optional];
}

function check(operation: string, operand: AnyTensor): AnyTensor {
  if (!(operand instanceof AnyTensor)) throw new UsageError(`${operation}: an operand is not a tensor`);
  if (operand.isDisposed) {
    throw new UsageError(
      `${operation}: operand ${showShape(operand.shape)} was disposed; ` +
        'keep it out of the scope that ended, or return it from there',
    );
  }
  return operand;
}

/** Row-major strides of a dense tensor, in elements. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis] ?? 1;
  }
  return strides;
}
