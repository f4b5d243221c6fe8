import { equal, scalar, sub, type Tensor, widen, zeros } from '@gemmule/core';
import { type ElementType, elementType, isFloat } from '../file/element-type.ts';
import type { Call } from '../graph/call.ts';
import type { Node } from '../graph/node.ts';
import type { Operator } from '../graph/operator.ts';
import { mapNumbers } from '../values/host.ts';
import { onDevice, type Value } from '../values/value.ts';

export const castOperator: Operator = (node) => {
  const to = targetType(node, node.int('to', 0));
  node.ignore('saturate', 'round_mode'); // for types of 8 bits
  return (call) => [cast(call, to)];
};

function targetType(node: Node, number: number): ElementType {
  try {
    return elementType(number, 'the target');
  } catch (error) {
    return node.refuse((error as Error).message.replace(/^onnx: /, ''));
  }
}

function cast(call: Call, to: ElementType): Value {
  const value = call.value(0);
  const { dtype, shape, numbers } = value;
  if (dtype === to) return value;
  const integers = call.intTensor(0);
  if (integers !== undefined && to === 'float32') {
    const y = zeros([...shape], { backend: call.backend });
    // This kernel converts.
    const flat = { shape: [y.size], xStrides: [1], yStrides: [1], xOffset: 0, yOffset: 0 };
    call.backend.copy({ x: integers.storage.buffer, y: y.storage.buffer, ...flat });
    return onDevice(y);
  }
  if (numbers === undefined && to === 'bool' && dtype === 'float32') return onDevice(nonZero(call.tensor(0)), 'bool');
  // A mask is made of numbers already.
  if (numbers === undefined && to === 'float32' && dtype === 'bool') return onDevice(call.tensor(0));
  return mapNumbers(to, shape, [call.hostValue(0)], converter(to));
}

function converter(to: ElementType): (x: number) => number {
  if (isFloat(to)) return (x) => x;
  if (to === 'bool') return (x) => Number(x !== 0);
  return Math.trunc;
}

function nonZero(x: Tensor<number[]>): Tensor {
  return sub(scalar(1, { backend: x.backend }), widen(equal(x, 0)));
}
