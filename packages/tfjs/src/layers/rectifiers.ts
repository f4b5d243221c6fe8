import { add, greater, minimum, mul, relu, scope } from '@gemmule/core';
import { broadcastRule, sizeOf } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { transposed } from '../file/transposed.ts';
import { axesHere, pick } from '../layout.ts';
import { elementwise } from './elementwise.ts';
import type { LayerReader, Part } from './layer-reader.ts';

/** ReLU: a slope below 0, and a value that nothing goes beyond. */
export function readRelu(layer: LayerReader): Part[] {
  const slope = layer.number('negative_slope', 0);
  if (layer.number('threshold', 0) !== 0) layer.refuse('it has a threshold');
  const most = layer.setting('max_value') === undefined ? undefined : layer.number('max_value', 0);
  const rectifier = slope === 0 ? nn.relu() : nn.leakyRelu(slope);
  if (most === undefined) return [{ layer: rectifier }];
  return [{ layer: rectifier }, { layer: elementwise('minimum', (x) => minimum(x, most)) }];
}

/** LeakyReLU */
export function readLeakyRelu(layer: LayerReader): Part[] {
  return [{ layer: nn.leakyRelu(layer.number('negative_slope', layer.number('alpha', 0.3))) }];
}

/** ELU */
export function readElu(layer: LayerReader): Part[] {
  return [{ layer: nn.elu(layer.number('alpha', 1)) }];
}

/** ThresholdedReLU: what is above `theta` stays, what is not becomes 0. */
export function readThresholdedRelu(layer: LayerReader): Part[] {
  const theta = layer.number('theta', 1);
  return [{ layer: elementwise('thresholdedRelu', (x) => scope(() => mul(x, greater(x, theta)))) }];
}

/** PReLU: a slope for each element of a sample, or for each along some axes. */
export function readPrelu(layer: LayerReader): Part[] {
  layer.ignore('shared_axes'); // The shape of the slopes says the same.
  const alpha = layer.weight('alpha');
  // The slopes of a sample: without the batch.
  const axes = axesHere(layer.format, alpha.shape.length + 1)
    .slice(1)
    .map((axis) => axis - 1);
  const [shape, weight] = [pick(alpha.shape, axes), transposed(alpha, axes)];
  const [channels = 1, ...rest] = shape;
  if (rest.every((length) => length === 1)) return [{ layer: nn.prelu<number>(channels), values: { weight } }];
  return [{ layer: slopes(shape), values: { weight } }];
}

/** `x` where it is positive, else `weight * x`, with a weight for each element of a sample. */
function slopes(shape: readonly number[]): nn.AnyLayer {
  return nn.layer<nn.ShapeFn, { weight: nn.ParameterDefinition }>({
    kind: 'prelu',
    parameters: { weight: { shape, initialize: nn.constant(0.25) } },
    forward: (x, { parameters: { weight } }) => scope(() => add(relu(x), mul(minimum(x, 0), weight))),
    plan(input, planner) {
      planner.count({ flops: sizeOf(input) });
      return broadcastRule('prelu', input, shape);
    },
  });
}
