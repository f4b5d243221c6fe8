import type { SavedModel, Values } from './tfjs.ts';

/** A weight of a layer, in the layout of TensorFlow. */
export type Weights = Readonly<Record<string, Values>>;

/** The model of one layer as Keras writes it, for what TensorFlow.js does not do, or not as Keras does. */
export function kerasModel(
  className: string,
  config: Readonly<Record<string, unknown>>,
  inputShape: readonly (number | null)[],
  weights: Weights = {},
  kerasVersion = '2.10.0',
): SavedModel {
  const entries = Object.entries(weights);
  const json = {
    format: 'layers-model',
    modelTopology: {
      keras_version: kerasVersion,
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: 'sequential',
          layers: [
            { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: inputShape } },
            { class_name: className, config: { name: 'it', ...config } },
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: ['group1-shard1of1.bin'],
        weights: entries.map(([name, { shape }]) => ({ name: `it/${name}`, shape, dtype: 'float32' })),
      },
    ],
  };
  const data = entries.flatMap(([, values]) => [...values.data]);
  return { json: JSON.stringify(json), files: [new Uint8Array(Float32Array.from(data).buffer)] };
}
