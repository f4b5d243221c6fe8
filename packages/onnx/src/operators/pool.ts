import { abs, affine, avgPool, globalAvgPool, globalMaxPool, maxPool, poolRule, pow, sum, widen } from '@gemmule/core';
import type { Call } from '../graph/call.ts';
import type { Node } from '../graph/node.ts';
import type { Operator } from '../graph/operator.ts';
import { sizeOf } from '../values/host.ts';
import { onDevice } from '../values/value.ts';
import { readWindow, type Window, windowOptions } from './window.ts';

/** A window and its kernel, which pools cannot do without. */
function readPool(node: Node): { window: Window; kernel: number[]; ceilMode: boolean } {
  const window = readWindow(node);
  const kernel = window.kernel ?? node.refuse('it has no kernel_shape');
  return { window, kernel: [...kernel], ceilMode: node.flag('ceil_mode', false) };
}

function optionsOf(call: Call, { window, kernel, ceilMode }: ReturnType<typeof readPool>) {
  const x = call.tensor(0);
  const options = { kernel, ceilMode, ...windowOptions(window, x.shape.slice(2), kernel) };
  call.claim(poolRule('pool', x.shape, options, x.rank - 2).shape);
  return { x, options };
}

export const maxPoolOperator: Operator = (node) => {
  const pool = readPool(node);
  node.ignore('storage_order'); // of the indices
  if (node.outputs[1] === true) node.refuse('somebody reads its indices');
  return (call) => {
    const { x, options } = optionsOf(call, pool);
    return [onDevice(maxPool(x, options))];
  };
};

export const averagePoolOperator: Operator = (node) => {
  const pool = readPool(node);
  const countIncludePad = node.flag('count_include_pad', false);
  return (call) => {
    const { x, options } = optionsOf(call, pool);
    return [onDevice(avgPool(x, { ...options, countIncludePad }))];
  };
};

/** `(sum |x|^p)^(1/p)`: the mean with the padding counted, times the cells of the window. */
export const lpPoolOperator: Operator = (node) => {
  const pool = readPool(node);
  // There, a mean is over the cells that are left.
  if (pool.ceilMode) node.refuse('attribute ceil_mode is 1');
  const p = node.int('p', 2);
  if (p < 1) node.refuse(`attribute p is ${p}`);
  return (call) => {
    const { x, options } = optionsOf(call, pool);
    const means = avgPool(pow(abs(x), p), { ...options, countIncludePad: true });
    return [onDevice(pow(affine(means, sizeOf(pool.kernel), 0), 1 / p))];
  };
};

export const globalAveragePoolOperator: Operator = () => (call) => [onDevice(globalAvgPool(call.tensor(0)))];
export const globalMaxPoolOperator: Operator = () => (call) => [onDevice(globalMaxPool(call.tensor(0)))];

export const globalLpPoolOperator: Operator = (node) => {
  const p = node.int('p', 2);
  if (p < 1) node.refuse(`attribute p is ${p}`);
  return (call) => {
    const x = call.tensor(0);
    const axis = x.shape.map((_, i) => i).slice(2);
    const powers = widen(pow(abs(x), p));
    return [onDevice(pow(widen(sum(powers, { axis, keepDims: true })), 1 / p))];
  };
};
