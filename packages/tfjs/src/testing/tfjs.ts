import '@tensorflow/tfjs-backend-cpu';
import { type Generator, generator } from '@gemmule/core';
import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';

// TensorFlow.js itself, which is what files are compared with.

// No advertisement for its other engines.
tf.env().set('IS_TEST', true);

/** Numbers in the layout of TensorFlow. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a model is saved as: model.json, and one file of weights. */
export interface SavedModel {
  readonly json: string;
  readonly files: readonly Uint8Array[];
}

export function noise(shape: readonly number[], random: Generator): Values {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return { shape, data };
}

/** Gives a model weights that are not those of a fresh one: factors about 1, variances and slopes from 0.5 to 1. */
export function randomize(model: layers.LayersModel, seed: number): void {
  const random = generator(seed);
  for (const weight of model.weights) {
    const { data } = noise(weight.shape as number[], random);
    const isPositive = /variance|alpha/.test(weight.name);
    const values = data.map((value) => (isPositive ? 0.5 + 0.5 * Math.abs(Math.sin(value)) : value));
    write(weight, values);
  }
}

function write(weight: layers.LayersModel['weights'][number], values: Float32Array): void {
  tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
}

/** As `model.save` writes it, in two files. */
export async function saved(model: layers.LayersModel): Promise<SavedModel> {
  let result: SavedModel | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, format, generatedBy, convertedBy, weightSpecs, weightData } = artifacts;
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = JSON.stringify({ modelTopology, format, generatedBy, convertedBy, weightsManifest });
      result = { json, files: [new Uint8Array(weightData as ArrayBuffer)] };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  return result!;
}

/** What TensorFlow.js makes of inputs. */
export function predicted(model: layers.LayersModel, inputs: readonly Values[]): Values[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ shape, data }) => tf.tensor(data, [...shape]));
    const outputs = model.predict(tensors.length === 1 ? tensors[0]! : tensors);
    return [outputs].flat().map((output) => ({ shape: output.shape, data: output.dataSync() as Float32Array }));
  });
}

/**
 * What the model makes of inputs where nothing cancels out: of the absolute values of inputs and weights (of means, the opposite,
 * as they are subtracted). For layers that are sums of products it is the sum of the absolute values of the terms.
 */
export function absolute(model: layers.LayersModel, inputs: readonly Values[]): Values[] {
  const before = model.weights.map((weight) => weight.read().dataSync() as Float32Array);
  const writeAll = (change: (name: string, value: number) => number): void =>
    model.weights.forEach((weight, i) => {
      const values = before[i]!.map((value) => change(weight.name, value));
      write(weight, values);
    });
  writeAll((name, value) => (/mean/.test(name) ? -1 : 1) * Math.abs(value));
  const results = predicted(
    model,
    inputs.map(({ shape, data }) => ({ shape, data: data.map(Math.abs) })),
  );
  writeAll((_, value) => value);
  return results;
}
