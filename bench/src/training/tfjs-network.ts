import * as tf from '@tensorflow/tfjs-core';
import type { NetworkCase } from '../cases.ts';
import type { NetworkOperands } from '../operands.ts';
import type { Prepared } from '../peers/peer.ts';
import { read, untilComputed } from '../peers/tfjs-read.ts';
import { permuted } from '../permuted.ts';
import { type ConvSpec, type LayerSpec, learningRate, type LinearSpec, networks, weighted } from './networks.ts';

/** A network of tfjs' operations. Its optimiser differentiates with `tf.variableGrads`, by gradients that are registered. */
export function tfjsNetwork(
  { network, batch }: NetworkCase,
  pass: 'forward' | 'training step',
  operands: NetworkOperands,
): Prepared {
  const { channels, size, layers } = networks[network];
  const pixels = permuted(operands.x, [batch, channels, size, size], [0, 2, 3, 1]);
  const x = tf.tensor4d(pixels, [batch, size, size, channels]);
  const labels = tf.oneHot(tf.tensor1d(operands.labels, 'int32'), 10);
  const variables = weighted(layers).flatMap((layer, i) => {
    const bias = tf.variable(tf.tensor1d(operands.parameters[2 * i + 1]!));
    return [tf.variable(weightOf(layer, operands.parameters[2 * i]!)), bias];
  });
  const optimizer = tf.train.sgd(learningRate);

  const forward = (): tf.Tensor => tf.tidy(() => run(layers, x, variables.values()));
  const lossOf = (): tf.Scalar => tf.losses.softmaxCrossEntropy(labels, forward());
  const step = (): void => void optimizer.minimize(lossOf, false, variables);
  const valuesOf = async (compute: () => tf.Tensor): Promise<Float32Array> => {
    const y = tf.tidy(compute);
    const values = await read(y);
    y.dispose();
    return values;
  };

  return {
    run: pass === 'forward' ? () => forward().dispose() : step,
    async finish() {
      if (pass === 'training step') {
        step();
        // The first layer's weights: the last thing that a step changes.
        return await untilComputed(variables[0]!);
      }
      const y = forward();
      await untilComputed(y);
      y.dispose();
    },
    async result() {
      if (pass === 'forward') return await valuesOf(forward);
      const before = await valuesOf(lossOf);
      step();
      return Float32Array.of(...before, ...(await valuesOf(lossOf)));
    },
    dispose() {
      optimizer.dispose();
      for (const operand of [x, labels, ...variables]) operand.dispose();
    },
  };
}

/** Ours is `[O, I, K, K]`, theirs `[K, K, I, O]`. A linear layer of theirs sees the pixels of an image in their order. */
function weightOf(layer: ConvSpec | LinearSpec, values: Float32Array): tf.Tensor {
  const side = layer.kind === 'conv' ? layer.kernel : layer.side;
  const channels = layer.kind === 'conv' ? layer.in : layer.in / side ** 2;
  const moved = permuted(values, [layer.out, channels, side, side], [2, 3, 1, 0]);
  if (layer.kind === 'conv') return tf.tensor4d(moved, [side, side, channels, layer.out]);
  return tf.tensor2d(moved, [layer.in, layer.out]);
}

/** Takes its weights from the iterator, in order. */
function run(layers: readonly LayerSpec[], x: tf.Tensor, weights: Iterator<tf.Tensor>): tf.Tensor {
  let y = x;
  for (const layer of layers) y = apply(layer, y, weights);
  return y;
}

const simple = {
  relu: (x: tf.Tensor) => tf.relu(x),
  flatten: (x: tf.Tensor) => tf.reshape(x, [x.shape[0] ?? 0, -1]),
  maxPool: (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
  globalAvgPool: (x: tf.Tensor) => tf.mean(x, [1, 2], true),
};

function apply(layer: LayerSpec, x: tf.Tensor, weights: Iterator<tf.Tensor>): tf.Tensor {
  const next = (): tf.Tensor => weights.next().value as tf.Tensor;
  if (layer.kind === 'residual') return tf.add(x, run(layer.layers, x, weights));
  if (layer.kind === 'linear') return tf.add(tf.matMul(x, next()), next());
  if (layer.kind === 'conv') {
    return tf.add(tf.conv2d(x as tf.Tensor4D, next() as tf.Tensor4D, layer.stride, layer.padding), next());
  }
  return simple[layer.kind](x);
}
