import {
  abs,
  add,
  affine,
  div,
  elu,
  erf,
  exp,
  gelu,
  hardsigmoid,
  hardswish,
  leakyRelu,
  log,
  maximum,
  minimum,
  mish,
  mul,
  neg,
  pow,
  relu,
  scalar,
  sigmoid,
  sign,
  softplus,
  sqrt,
  sub,
  type Tensor,
  tanh,
} from '@gemmule/core';
import type { Node } from '../graph/node.ts';
import type { Operator } from '../graph/operator.ts';
import { mapNumbers } from '../values/host.ts';
import { onDevice } from '../values/value.ts';

type T = Tensor<number[]>;

/** A function of each element. */
interface Unary {
  readonly onBackend?: (x: T) => Tensor;
  /** For shapes; without it the values go to the backend first. */
  readonly onHost?: (x: number) => number;
}

function unary(make: (node: Node) => Unary): Operator {
  return (node) => {
    const { onBackend, onHost } = make(node);
    return (call) => {
      if (onHost !== undefined && (onBackend === undefined || call.onHost())) {
        return [mapNumbers(call.dtype(0), call.shape(0), [call.hostValue(0)], onHost)];
      }
      return [onDevice(onBackend!(call.tensor(0)))];
    };
  };
}

export const absOperator: Operator = unary(() => ({ onBackend: abs, onHost: Math.abs }));
export const negOperator: Operator = unary(() => ({ onBackend: neg, onHost: (x) => -x }));
export const signOperator: Operator = unary(() => ({ onBackend: sign, onHost: Math.sign }));
export const sqrtOperator: Operator = unary(() => ({ onBackend: sqrt, onHost: Math.sqrt }));
export const expOperator: Operator = unary(() => ({ onBackend: exp, onHost: Math.exp }));
export const logOperator: Operator = unary(() => ({ onBackend: log, onHost: Math.log }));
export const reciprocalOperator: Operator = unary(() => ({
  onBackend: (x) => div(scalar(1, { backend: x.backend }), x),
  onHost: (x) => 1 / x,
}));

/** No kernel rounds to integers: these are for sizes that are calculated from shapes. */
export const floorOperator: Operator = unary(() => ({ onHost: Math.floor }));
export const ceilOperator: Operator = unary(() => ({ onHost: Math.ceil }));
/** To the even one of two that are as near. */
export const roundOperator: Operator = unary(() => ({
  onHost: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
}));

export const erfOperator: Operator = unary(() => ({ onBackend: erf }));
export const reluOperator: Operator = unary(() => ({ onBackend: relu }));
export const sigmoidOperator: Operator = unary(() => ({ onBackend: sigmoid }));
export const tanhOperator: Operator = unary(() => ({ onBackend: tanh }));
export const softplusOperator: Operator = unary(() => ({ onBackend: softplus }));
export const mishOperator: Operator = unary(() => ({ onBackend: mish }));
export const softsignOperator: Operator = unary(() => ({ onBackend: (x) => div(x, affine(abs(x), 1, 1)) }));
export const hardSwishOperator: Operator = unary(() => ({ onBackend: hardswish }));

export const leakyReluOperator: Operator = unary((node) => {
  const slope = node.float('alpha', 0.01);
  return { onBackend: (x) => leakyRelu(x, slope) };
});

export const hardSigmoidOperator: Operator = unary((node) => {
  const [alpha, beta] = [node.float('alpha', 0.2), node.float('beta', 0.5)];
  // The one of PyTorch is an operation of core.
  const isCommon = alpha === Math.fround(1 / 6) && beta === 0.5;
  return { onBackend: isCommon ? hardsigmoid : (x) => lines(x, alpha, beta) };
});

export const eluOperator: Operator = unary((node) => {
  const alpha = positiveOr0(node, node.float('alpha', 1));
  return { onBackend: (x) => elu(x, alpha) };
});

/** Its two constants are those of the ONNX specification, which core's are when rounded to float32. */
export const seluOperator: Operator = unary((node) => {
  const alpha = positiveOr0(node, node.float('alpha', 1.67326319217681884765625));
  const gamma = node.float('gamma', 1.05070102214813232421875);
  return { onBackend: (x) => affine(elu(x, alpha), gamma, 0) };
});

/** `alpha * elu(x / alpha)` */
export const celuOperator: Operator = unary((node) => {
  const alpha = node.float('alpha', 1);
  if (!(alpha > 0)) node.refuse(`attribute alpha is ${alpha}`);
  return { onBackend: (x) => affine(elu(affine(x, 1 / alpha, 0)), alpha, 0) };
});

function positiveOr0(node: Node, alpha: number): number {
  return alpha >= 0 ? alpha : node.refuse(`attribute alpha is ${alpha}`);
}

export const geluOperator: Operator = unary((node) => {
  const approximate = node.text('approximate', ['none', 'tanh'], 'none');
  return { onBackend: approximate === 'none' ? gelu : tanhGelu };
});

/** `x * sigmoid(alpha * x)` */
export const swishOperator: Operator = unary((node) => {
  const alpha = node.float('alpha', 1);
  return { onBackend: (x) => mul(x, sigmoid(affine(x, alpha, 0))) };
});

function lines(x: T, alpha: number, beta: number): T {
  return minimum(maximum(affine(x, alpha, beta), 0), 1);
}

/** `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))` */
function tanhGelu(x: T): Tensor {
  const inner = affine(add(x, affine(pow(x, 3), 0.044715, 0)), Math.sqrt(2 / Math.PI), 0);
  return mul(affine(x, 0.5, 0), affine(tanh(inner), 1, 1));
}

/** On a mask. */
export const notOperator: Operator = () => (call) => {
  if (call.onHost()) return [mapNumbers('bool', call.shape(0), [call.hostValue(0)], (x) => 1 - x)];
  const mask = call.tensor(0);
  return [onDevice(sub(scalar(1, { backend: call.backend }), mask), 'bool')];
};
