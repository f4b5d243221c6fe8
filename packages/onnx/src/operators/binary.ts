import {
  add,
  affine,
  div,
  equal,
  greater,
  maximum,
  minimum,
  mul,
  pow,
  scalar,
  ShapeError,
  sub,
  type Tensor,
  UsageError,
  widen,
} from '@gemmule/core';
import type { ElementType } from '../file/element-type.ts';
import { isFloat } from '../file/element-type.ts';
import type { Operator } from '../graph/operator.ts';
import { broadcastAll, type HostValue, mapNumbers } from '../values/host.ts';
import { onDevice, type Value } from '../values/value.ts';

type T = Tensor<number[]>;

interface Binary {
  readonly onBackend: (a: T, b: T) => Tensor;
  readonly onHost: (a: number, b: number, dtype: ElementType) => number;
  /** Of the result, where it is not that of the operands. */
  readonly gives?: 'bool';
}

function binary({ onBackend, onHost, gives }: Binary): Operator {
  return () => (call) => {
    const shape = broadcastAll([call.shape(0), call.shape(1)]);
    call.claim(shape);
    const dtype = call.dtype(0);
    if (dtype !== call.dtype(1)) throw new ShapeError(`its operands are ${dtype} and ${call.dtype(1)}`);
    if (call.onHost()) {
      const f = (a: number, b: number): number => onHost(a, b, dtype);
      return [mapNumbers(gives ?? dtype, shape, [call.hostValue(0), call.hostValue(1)], f)];
    }
    const tensor = onBackend(call.tensor(0), call.tensor(1));
    return [onDevice(tensor, gives ?? (dtype === 'bool' ? 'bool' : 'float32'))];
  };
}

/** Integers are divided towards 0. */
function quotient(a: number, b: number, dtype: ElementType): number {
  return isFloat(dtype) ? a / b : Math.trunc(a / b);
}

export const addOperator: Operator = binary({ onBackend: (a, b) => add(a, b), onHost: (a, b) => a + b });
export const subOperator: Operator = binary({ onBackend: (a, b) => sub(a, b), onHost: (a, b) => a - b });
export const mulOperator: Operator = binary({ onBackend: (a, b) => mul(a, b), onHost: (a, b) => a * b });
export const divOperator: Operator = binary({ onBackend: (a, b) => div(a, b), onHost: quotient });

/** Masks are 0 and 1. */
export const andOperator: Operator = binary({ onBackend: (a, b) => mul(a, b), onHost: (a, b) => a * b });
export const orOperator: Operator = binary({ onBackend: (a, b) => maximum(a, b), onHost: (a, b) => Math.max(a, b) });
export const xorOperator: Operator = binary({
  onBackend: (a, b) => not(equal(a, b)),
  onHost: (a, b) => Number(a !== b),
});

export const equalOperator: Operator = binary({
  onBackend: (a, b) => equal(a, b),
  onHost: (a, b) => Number(a === b),
  gives: 'bool',
});
export const greaterOperator: Operator = binary({
  onBackend: (a, b) => greater(a, b),
  onHost: (a, b) => Number(a > b),
  gives: 'bool',
});
export const lessOperator: Operator = binary({
  onBackend: (a, b) => greater(b, a),
  onHost: (a, b) => Number(a < b),
  gives: 'bool',
});
// Not the opposites of less and greater: with NaN nothing is true.
export const greaterOrEqualOperator: Operator = binary({
  onBackend: (a, b) => maximum(widen(greater(a, b)), widen(equal(a, b))),
  onHost: (a, b) => Number(a >= b),
  gives: 'bool',
});
export const lessOrEqualOperator: Operator = binary({
  onBackend: (a, b) => maximum(widen(greater(b, a)), widen(equal(a, b))),
  onHost: (a, b) => Number(a <= b),
  gives: 'bool',
});

function not(mask: Tensor): Tensor {
  return sub(scalar(1, { backend: mask.backend }), widen(mask));
}

/** With the sign of the divisor, or with `fmod` that of the dividend. */
export const modOperator: Operator = (node) => {
  const truncated = node.flag('fmod', false);
  return (call) => {
    const shape = broadcastAll([call.shape(0), call.shape(1)]);
    call.claim(shape);
    const f = (a: number, b: number): number => (truncated ? a % b : a - b * Math.floor(a / b));
    return [mapNumbers(call.dtype(0), shape, [call.hostValue(0), call.hostValue(1)], f)];
  };
};

/** On the backend, to one exponent only: no kernel raises to another power at each element. */
export const powOperator: Operator = () => (call) => {
  const shape = broadcastAll([call.shape(0), call.shape(1)]);
  call.claim(shape);
  if (call.onHost(0)) {
    return [mapNumbers(call.dtype(0), shape, [call.hostValue(0), call.hostValue(1)], (a, b) => a ** b)];
  }
  const exponents = call.numbers(1);
  if (exponents.length !== 1) {
    throw new UsageError('the exponent must be one number: a tensor is not raised to many powers on the backend');
  }
  const x = call.tensor(0);
  return [onDevice(pow(x, exponents[0]!))];
};

/** An operation on any number of operands, from the left. */
function variadic(operation: Binary): Operator {
  return (node) => {
    if (node.inputCount === 0) node.refuse('it has no inputs');
    return (call) => {
      const { values } = call;
      const shape = broadcastAll(values.map((value) => value.shape));
      call.claim(shape);
      if (call.onHost()) {
        const f = (...numbers: number[]): number => numbers.reduce((a, b) => operation.onHost(a, b, call.dtype(0)));
        return [mapNumbers(call.dtype(0), shape, values as readonly HostValue[], f)];
      }
      const [first, ...rest] = values.map((_, i) => call.tensor(i)) as [T, ...T[]];
      return [onDevice(rest.reduce((a, b) => widen(operation.onBackend(a, b)), first))];
    };
  };
}

export const maxOperator: Operator = variadic({ onBackend: (a, b) => maximum(a, b), onHost: (a, b) => Math.max(a, b) });
export const minOperator: Operator = variadic({ onBackend: (a, b) => minimum(a, b), onHost: (a, b) => Math.min(a, b) });
export const sumOperator: Operator = variadic({ onBackend: (a, b) => add(a, b), onHost: (a, b) => a + b });

export const meanOperator: Operator = (node) => {
  const sum = sumOperator(node);
  return (call) => {
    const [total] = sum(call) as [Value];
    const { tensor, numbers, shape, dtype } = total;
    if (tensor !== undefined) return [onDevice(affine(tensor as T, 1 / call.count, 0))];
    return [mapNumbers(dtype, shape, [{ dtype, shape, numbers: numbers! }], (x) => x / call.count)];
  };
};
