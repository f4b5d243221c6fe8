import {
  add,
  affine,
  avgPool,
  batchNorm,
  div,
  groupNorm,
  instanceNorm,
  layerNorm,
  mul,
  normalizeAxis,
  pow,
  reshape,
  square,
  type Tensor,
  widen,
} from '@gemmule/core';
import type { Node } from '../graph/node.ts';
import type { Operator } from '../graph/operator.ts';
import { sizeOf } from '../values/host.ts';
import { onDevice } from '../values/value.ts';

type T = Tensor<number[]>;

/** By the statistics of the file, which is how a trained network predicts. */
export const batchNormalizationOperator: Operator = (node) => {
  const epsilon = node.float('epsilon', 1e-5);
  node.ignore('momentum'); // of the statistics, when a network learns
  if (node.opset >= 14 && node.flag('training_mode', false)) node.refuse('attribute training_mode is 1');
  if (node.outputs.slice(1).some((read) => read)) node.refuse('somebody reads its statistics');
  return (call) => {
    const [x, weight, bias] = [call.tensor(0), call.tensor(1), call.tensor(2)];
    const statistics = { mean: call.tensor(3), variance: call.tensor(4) };
    return [onDevice(batchNorm(x, { weight, bias, statistics, epsilon }))];
  };
};

export const instanceNormalizationOperator: Operator = (node) => {
  const epsilon = node.float('epsilon', 1e-5);
  return (call) => [onDevice(instanceNorm(call.tensor(0), { weight: call.tensor(1), bias: call.tensor(2), epsilon }))];
};

export const layerNormalizationOperator: Operator = (node) => {
  const axis = node.int('axis', -1);
  const epsilon = node.float('epsilon', 1e-5);
  assertFloatStash(node);
  if (node.outputs.slice(1).some((read) => read)) node.refuse('somebody reads its statistics');
  return (call) => {
    const x = call.tensor(0);
    const shape = x.shape.slice(normalizeAxis('LayerNormalization', axis, x.rank, x.shape));
    const affineParts = [call.tensor(1), call.optionalTensor(2)] as const;
    // Weight and bias may broadcast, which ours may not.
    const [weight, bias] = affineParts.map((part) => part && fitted(part, shape)) as [T, T | undefined];
    const y = layerNorm(x, shape, { epsilon });
    if (weight !== undefined && (bias !== undefined || affineParts[1] === undefined)) {
      return [onDevice(layerNorm(x, shape, { weight, bias, epsilon }))];
    }
    const scaled = widen(mul(y, affineParts[0]));
    return [onDevice(affineParts[1] === undefined ? scaled : add(scaled, affineParts[1]))];
  };
};

/** The tensor as one of `shape`, if it has that but for leading ones. */
function fitted(tensor: T, shape: readonly number[]): T | undefined {
  if (tensor.size !== sizeOf(shape)) return undefined;
  return reshape<number[], number[]>(tensor, [...shape]);
}

/** Before opset 21 weight and bias are one number per group, since then one per channel. */
export const groupNormalizationOperator: Operator = (node) => {
  const groups = node.int('num_groups', 0);
  if (groups < 1) node.refuse(`attribute num_groups is ${groups}`);
  const epsilon = node.float('epsilon', 1e-5);
  assertFloatStash(node);
  return (call) => {
    const [x, weight, bias] = [call.tensor(0), call.tensor(1), call.tensor(2)];
    if (node.opset >= 21) return [onDevice(groupNorm(x, groups, { weight, bias, epsilon }))];
    const normal = widen(reshape(groupNorm(x, groups, { epsilon }), [x.shape[0]!, groups, -1]));
    const column = (part: T): T => widen(reshape(part, [groups, 1]));
    const y = add(widen(mul(normal, column(weight))), column(bias));
    return [onDevice(reshape(y, [...x.shape]))];
  };
};

/** What the statistics are computed in: here always float32. */
function assertFloatStash(node: Node): void {
  const type = node.int('stash_type', 1);
  if (type !== 1) node.refuse(`attribute stash_type is ${type}`);
}

/**
 * `x / (bias + alpha / size * sum x²)^beta`, the sum over `size` neighbouring channels: a mean pool along the channels, in which
 * the padding counts.
 */
export const lrnOperator: Operator = (node) => {
  const size = node.int('size', 0);
  if (size < 1) node.refuse(`attribute size is ${size}`);
  const [alpha, beta, bias] = [node.float('alpha', 1e-4), node.float('beta', 0.75), node.float('bias', 1)];
  return (call) => {
    const x = call.tensor(0);
    const [batch, channels, ...lengths] = x.shape as [number, number, ...number[]];
    const planes = widen(reshape(widen(square(x)), [batch, 1, channels, sizeOf(lengths)]));
    const before = Math.floor((size - 1) / 2);
    const means = avgPool(planes, {
      kernel: [size, 1],
      stride: 1,
      padding: [
        [before, size - 1 - before],
        [0, 0],
      ],
      countIncludePad: true,
    });
    const scale = pow(affine(reshape(means, [...x.shape]), alpha, bias), beta);
    return [onDevice(div(x, widen(scale)))];
  };
};
