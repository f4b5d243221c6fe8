import { abs, affine, clip, div, exp, scope } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { showValue } from '../file/bad.ts';
import { field, isObject } from '../file/json.ts';
import { elementwise } from './elementwise.ts';
import type { LayerReader, Part } from './layer-reader.ts';

type Activation = (layer: LayerReader) => nn.AnyLayer | undefined;

/** By the names that Keras and TensorFlow.js have for them. */
const activations: Readonly<Record<string, Activation>> = {
  linear: () => undefined,
  relu: () => nn.relu(),
  relu6: () => nn.relu6(),
  leaky_relu: () => nn.leakyRelu(0.2),
  elu: () => nn.elu(),
  selu: () => nn.selu(),
  gelu: () => nn.gelu(),
  mish: () => nn.mish(),
  silu: () => nn.silu(),
  swish: () => nn.silu(),
  sigmoid: () => nn.sigmoid(),
  hard_sigmoid: ({ origin }) => hardSigmoid(origin.major),
  tanh: () => nn.tanh(),
  exponential: () => elementwise('exp', exp),
  softplus: () => nn.softplus(),
  softsign: () => elementwise('softsign', (x) => scope(() => div(x, affine(abs(x), 1, 1)))),
  // Along the last axis of the file's layout.
  softmax: ({ format }) => nn.softmax(format === 'channels_last' ? 1 : -1),
  log_softmax: ({ format }) => nn.logSoftmax(format === 'channels_last' ? 1 : -1),
};

/** What is behind a layer by its setting: no part, or one. */
export function activationOf(layer: LayerReader, otherwise = 'linear'): Part[] {
  const value = layer.setting('activation') ?? otherwise;
  // What has settings of its own is written as an object, and so is any other by some versions.
  const name = isObject(value) ? (field(value, 'class_name') ?? '') : value;
  const isKnown = typeof name === 'string' && Object.hasOwn(activations, name);
  if (!isKnown) layer.refuse(`there is no activation ${showValue(name)} here`);
  const made = activations[name]!(layer);
  return made === undefined ? [] : [{ layer: made }];
}

/** The straight lines are not those of Keras 3, nor of PyTorch: `x / 5 + 1/2`. */
function hardSigmoid(major: number): nn.AnyLayer {
  if (major >= 3) return nn.hardsigmoid();
  return elementwise('hardSigmoid', (x) => scope(() => clip(affine(x, 0.2, 0.5), 0, 1)));
}
